import { gzipSync } from 'node:zlib';

import { compressed, padded } from './corrupted-answers.ts';
import { delay, type Corruption } from './delivery.ts';

const MEBIBYTE = 1024 * 1024;
const SLOW_ANSWER_MS = 1500;
const BAD_GZIP = Buffer.from('these bytes only pretend to be compressed');

export const LOGIN_PAGE =
  '<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>';

export const BAD_GATEWAY_PAGE =
  '<html><body><h1>502 Bad Gateway</h1><p>app-7.internal.example</p></body></html>';

export const slow = delay(SLOW_ANSWER_MS);

export const huge: Corruption = (answer) => ({ ...answer, body: padded(answer, 4 * MEBIBYTE) });

export const badGzip: Corruption = (answer) => compressed(answer, BAD_GZIP);

export const gzipBomb: Corruption = (answer) => compressed(answer, gzipSync(padded(answer, 16 * MEBIBYTE)));
