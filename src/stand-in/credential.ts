import type { IncomingHttpHeaders } from 'node:http';

import { errorAnswer } from './answer.ts';
import type { Answer } from './answer.ts';

/** The API key, or bearer token, whose writes are validated and not saved. Any other is a live one. */
export const TEST_MODE_KEY = 'test-mode';

export type Credential =
  | { readonly kind: 'live' }
  | { readonly kind: 'test mode' }
  | { readonly kind: 'refused'; readonly answer: Answer };

/** An empty header counts as none. */
export function readCredential({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): Credential {
  const isDoubled = Boolean(authorization) && Boolean(apiKey);
  if (isDoubled)
    return { kind: 'refused', answer: errorAnswer(400, 'Send either Authorization or X-Api-Key') };
  const key = authorization ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : apiKey;
  if (!key) return { kind: 'refused', answer: errorAnswer(401, 'invalid API key') };
  return { kind: key === TEST_MODE_KEY ? 'test mode' : 'live' };
}
