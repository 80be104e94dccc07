import type { Reading } from './variable.ts';

const FAULT =
  'must be origins separated by commas, such as https://app.example.com, https://*.example.com or capacitor://localhost';

/** Origins as browsers send them, separated by commas; one `*` may stand for the first label of a host. */
export function readOrigins(text: string): Reading<readonly string[]> {
  const origins = text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  return origins.every(isOrigin) ? { value: origins } : { fault: FAULT };
}

function isOrigin(text: string): boolean {
  const origin = text.replace('://*.', '://any.');
  if (origin.includes('*') || !URL.canParse(origin)) return false;
  const { origin: ofWeb, protocol, host } = new URL(origin);
  // The schemes of apps have no origin in the URL standard; web views send scheme and host all the same.
  const ofApp = host === '' || protocol === 'file:' ? undefined : `${protocol}//${host}`.toLowerCase();
  return origin === (ofWeb === 'null' ? ofApp : ofWeb);
}
