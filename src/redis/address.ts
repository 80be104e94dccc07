/** Where Redis is. URLs are `redis://` or `rediss://`, with user name and password where needed. */
export type RedisAddress =
  | { readonly kind: 'server'; readonly url: string }
  /** Some nodes of a cluster, each with the user name and password of the first where it has none. */
  | { readonly kind: 'cluster'; readonly urls: readonly string[] }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly { readonly host: string; readonly port: number }[];
      /** Of the group that the sentinels watch. */
      readonly name: string;
      /** Of the servers that they name. */
      readonly username?: string;
      readonly password?: string;
    };

/** The passwords of an address, as they are written and as they are sent. */
export function passwordsIn(address: RedisAddress): string[] {
  const passwords = urlsOf(address).map((url) => new URL(url).password);
  if (address.kind === 'sentinel') passwords.push(address.password ?? '');
  return passwords
    .flatMap((password) => [password, decodeURIComponent(password)])
    .filter((text) => text !== '');
}

function urlsOf(address: RedisAddress): readonly string[] {
  if (address.kind === 'sentinel') return [];
  return address.kind === 'server' ? [address.url] : address.urls;
}
