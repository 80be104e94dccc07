import { expect, it } from 'vitest';

import { credentialSecrets } from '../../../src/graphql/credential-secrets.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each([
  [{ apiKey: 'k1' }, ['k1']],
  [{ authorization: 'Bearer t1' }, ['t1']],
  [{ authorization: 't1' }, ['t1']],
  [{ authorization: `Basic ${base64('ines:pa:ss')}` }, [base64('ines:pa:ss'), 'ines', 'pa:ss']],
  [{ authorization: `basic  ${base64('key')}` }, [base64('key'), 'key']],
] as const)('%j holds the secrets %j', (caller, secrets) => {
  expect(credentialSecrets(caller)).toEqual(secrets);
});
