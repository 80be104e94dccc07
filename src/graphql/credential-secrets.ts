import type { Caller } from '../users-api/caller.ts';

/** What is secret of a credential: the token alone, for `Bearer` is no secret, and both parts of what a Basic token says. */
export function credentialSecrets({ authorization, apiKey }: Caller): readonly string[] {
  if (apiKey !== undefined) return [apiKey];
  if (authorization === undefined) return [];
  const token = authorization.replace(/^\S+\s+/, '');
  return /^basic\s/i.test(authorization) ? [token, ...basicParts(token)] : [token];
}

/** RFC 7617: `user:password` in base64. There are APIs that take a key in the place of the user. */
function basicParts(token: string): readonly string[] {
  const text = Buffer.from(token, 'base64').toString();
  const colon = text.indexOf(':');
  return colon === -1 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
}
