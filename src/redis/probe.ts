import type { RedisClient } from './client.ts';

/** What may lose a record before its time. Undefined: the server did not say. */
export interface Durability {
  readonly appendOnly: boolean | undefined;
  readonly evicts: boolean | undefined;
}

/**
 * Writes, as everything else that is asked of Redis does: a replica, a server without memory or without the right to write
 * answers all else as if it were well.
 */
const PROBE = `
redis.call('TIME')
redis.call('HSET', KEYS[1], 'probe', '1')
redis.call('PEXPIRE', KEYS[1], 1000)
redis.call('HMGET', KEYS[1], 'probe')
redis.call('HDEL', KEYS[1], 'probe')
redis.call('TYPE', KEYS[1])
redis.call('DEL', KEYS[1])
local function info(section, pattern)
  local text = redis.pcall('INFO', section)
  return type(text) == 'string' and string.match(text, pattern) or ''
end
return { info('persistence', 'aof_enabled:(%d)'), info('memory', 'maxmemory_policy:([%w-]+)') }
`;

/** @param key - The probe is sent where this key lives. @throws what the client throws. */
export async function probeRedis(client: RedisClient, key: string): Promise<Durability> {
  const reply = await client.eval(PROBE, { keys: [key], arguments: [] });
  const [appendOnly, policy] = Array.isArray(reply) ? (reply as unknown[]) : [];
  return {
    appendOnly: appendOnly === '1' || appendOnly === '0' ? appendOnly === '1' : undefined,
    evicts: typeof policy === 'string' && policy !== '' ? policy !== 'noeviction' : undefined,
  };
}
