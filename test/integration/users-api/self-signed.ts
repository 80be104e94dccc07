import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate that nobody signed, for TLS servers of tests: made anew, so that no key lies in the repository. */
export function createSelfSigned(hostname: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from(hostname)))));
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(utcTime('200101000000Z'), utcTime('490101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(SUBJECT_ALT_NAME, der(0x04, sequence(der(0x82, Buffer.from(hostname))))))),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', tbs, privateKey)]);
  const certificate = sequence(tbs, sequence(ECDSA_WITH_SHA256), der(0x03, signature));
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** One element of ASN.1's DER (X.690 §8.1). */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
const set = (...contents: Buffer[]) => der(0x31, ...contents);
const utcTime = (time: string) => der(0x17, Buffer.from(time));
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

const COMMON_NAME = objectId('550403'); // 2.5.4.3
const SUBJECT_ALT_NAME = objectId('551d11'); // 2.5.29.17
const ECDSA_WITH_SHA256 = objectId('2a8648ce3d040302'); // 1.2.840.10045.4.3.2
