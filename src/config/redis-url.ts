import type { RedisAddress } from '../redis/address.ts';
import type { Reading } from './variable.ts';

/** Of Redis Sentinel, where none is given. */
const SENTINEL_PORT = 26_379;

const FAULT =
  'must be a Redis URL, such as redis://127.0.0.1:6379 or rediss://redis.example.com, ' +
  'several of a cluster separated by commas, or redis+sentinel://host:port,host:port/name';

export function readRedisUrl(text: string): Reading<RedisAddress> {
  const address = toSentinel(text) ?? toServer(text) ?? toCluster(text);
  return address === undefined ? { fault: FAULT } : { value: address };
}

function toServer(url: string): RedisAddress | undefined {
  return toRedisUrl(url) === undefined ? undefined : { kind: 'server', url };
}

/** Every part of it can be used: a user name or password that cannot be decoded is a fault too. */
function toRedisUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol)) return undefined;
  if (url.hostname === '' || url.hostname.includes(',') || !/^(?:\/\d*)?$/.test(url.pathname))
    return undefined;
  return decode(url.username) === undefined || decode(url.password) === undefined ? undefined : url;
}

/** `redis://a:6379,redis://b:6379`, or `redis://a:6379,b:6379`. A cluster has no databases. */
function toCluster(text: string): RedisAddress | undefined {
  const [first = '', ...others] = text.split(',').map((node) => node.trim());
  const seed = toRedisUrl(first);
  if (seed === undefined) return undefined;
  const nodes = others.map((node) => toRedisUrl(node.includes('://') ? node : `${seed.protocol}//${node}`));
  const urls: string[] = [];
  for (const node of [seed, ...nodes]) {
    if (node?.protocol !== seed.protocol || !/^(?:\/0?)?$/.test(node.pathname)) return undefined;
    if (node.username === '' && node.password === '') {
      node.username = seed.username;
      node.password = seed.password;
    }
    urls.push(node.href);
  }
  return { kind: 'cluster', urls };
}

/** `redis+sentinel://[user:password@]host[:port],host[:port]/name`. No URL parser takes several hosts. */
function toSentinel(text: string): RedisAddress | undefined {
  const parts = /^redis\+sentinel:\/\/([^@/]*@)?([^@/]+)\/([^/?#]+)$/.exec(text);
  if (parts === null) return undefined;
  const [, userInfo = '', hosts = '', encodedName = ''] = parts;
  const name = decode(encodedName);
  const nodes = hosts.split(',').map((host) => toRedisUrl(`redis://${userInfo}${host.trim()}`));
  const urls = nodes.filter((node) => node !== undefined);
  const [first] = urls;
  if (name === undefined || first === undefined || urls.length < nodes.length) return undefined;
  const [username, password] = [decode(first.username), decode(first.password)];
  return {
    kind: 'sentinel',
    sentinels: urls.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? SENTINEL_PORT : Number(port),
    })),
    name,
    ...(username && { username }),
    ...(password && { password }),
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
