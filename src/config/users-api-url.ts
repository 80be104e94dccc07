import { toHttpUrl, type Reading } from './variable.ts';

/** The version is ours to say; what follows it in a copied URL is an endpoint. A version further to the front is a prefix. */
const ENDPOINT = /\/v\d+(?:\/(?:users|external_ids)(?:\/[^/]*)*)?\/*$/i;

/** The base URL of the Users API, without its version. */
export function readUsersApiUrl(text: string): Reading<string> {
  const url = toHttpUrl(text);
  if (url === undefined) {
    return { fault: 'must be an http or https URL, such as https://api.gomotive.com' };
  }
  if (url.username !== '' || url.password !== '') {
    return { fault: 'must not hold a user name or password: credentials come from the caller' };
  }
  if (url.search !== '' || url.hash !== '') return { fault: 'must not hold a query or fragment' };
  if (ENDPOINT.test(url.pathname)) return { fault: 'must be the base URL without /v1' };
  return { value: text };
}
