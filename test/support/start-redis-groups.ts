/** Several redis-servers that stand in for each other. */
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { startRedis, type RedisServer } from './start-redis.ts';

export interface RedisGroup extends AsyncDisposable {
  /** As the gateway is told where it is. */
  readonly url: string;
  /** The primary that has a replica. */
  primary(): Promise<RedisServer>;
  /** One that no write needs. */
  readonly bystander: RedisServer;
  /** Makes the replica a primary while all work. */
  failOver(): Promise<void>;
}

/** Silence after which a server counts as gone. */
const DOWN_AFTER_MS = 500;
const NAME = 'records';

/** A primary, its replica, and three sentinels that watch both. */
export async function startSentinelGroup(): Promise<RedisGroup> {
  const started: RedisServer[] = [];
  const start = async (...options: Parameters<typeof startRedis>) => {
    const server = await startRedis(...options);
    started.push(server);
    return server;
  };
  const dispose = () => disposeAll(started);
  try {
    const leader = await start();
    const replica = await start({ args: ['--replicaof', '127.0.0.1', String(leader.port)] });
    const servers = [leader, replica];
    await isFollowing(replica);
    const lines = [
      `sentinel monitor ${NAME} 127.0.0.1 ${leader.port} 2`,
      `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
      `sentinel failover-timeout ${NAME} 10000`,
    ];
    const sentinels = await Promise.all([1, 2, 3].map(() => start({ sentinel: lines })));
    const [first, , third] = sentinels;
    if (!first || !third) throw new Error('too few sentinels');
    // They look for each other much more often than they would by themselves. Later that would make them undo a failover.
    await debug(sentinels, 'info-period', '200', 'publish-period', '100', 'ask-period', '100');
    await eventually(async () => {
      for (const sentinel of sentinels) {
        const seen = await sentinel.command<Record<string, string>>('SENTINEL', 'MASTER', NAME);
        isTrue(seen['num-slaves'] === '1' && seen['num-other-sentinels'] === '2');
      }
    });
    await debug(sentinels, 'publish-period', '2000');
    const primary = async () => {
      const named = await first.command<string[]>('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME);
      return only(servers.filter(({ port }) => String(port) === named[1]));
    };
    return {
      url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${NAME}`,
      primary,
      bystander: third,
      failOver: async () => {
        const before = await primary();
        await first.command('SENTINEL', 'FAILOVER', NAME);
        await eventually(async () => isTrue((await primary()) !== before));
        await isFollowing(before);
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function debug(sentinels: readonly RedisServer[], ...periods: string[]): Promise<void> {
  for (const { command } of sentinels) await command('SENTINEL', 'DEBUG', ...periods);
}

/** Three primaries with a third of the slots each, and one replica, of the first. */
export async function startClusterGroup(): Promise<RedisGroup> {
  const nodes = await Promise.all([1, 2, 3, 4].map(startClusterNode));
  const servers = nodes.map(({ server }) => server);
  const [first, second, third, replica] = servers;
  if (!first || !second || !third || !replica) throw new Error('too few servers');
  const dispose = () => disposeAll(servers);
  try {
    for (const [index, server] of [first, second, third].entries()) {
      const range = [Math.ceil((index * SLOTS) / 3), Math.ceil(((index + 1) * SLOTS) / 3) - 1];
      await server.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
      await server.command('CLUSTER', 'ADDSLOTSRANGE', ...range.map(String));
    }
    for (const { command } of servers) {
      for (const { server, busPort } of nodes) {
        await command('CLUSTER', 'MEET', '127.0.0.1', String(server.port), busPort);
      }
    }
    const id = await first.command<string>('CLUSTER', 'MYID');
    await eventually(() => replica.command('CLUSTER', 'REPLICATE', id));
    await eventually(async () => {
      for (const { command } of servers) {
        isTrue((await command<string>('CLUSTER', 'INFO')).includes('cluster_state:ok'));
        isTrue((await command<unknown[][]>('CLUSTER', 'SLOTS')).flat().length === 3 * 3 + 1);
      }
    });
    await isFollowing(replica);
    return {
      url: servers.map(({ url }) => url).join(','),
      primary: async () => only(await primariesAmong([first, replica])),
      bystander: replica,
      failOver: async () => {
        await isFollowing(replica);
        await eventually(() => replica.command('CLUSTER', 'FAILOVER'));
        await eventually(async () => isTrue((await replica.command<string[]>('ROLE'))[0] === 'master'));
        await isFollowing(first);
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const SLOTS = 16_384;

async function startClusterNode() {
  const busPort = String(await freePort());
  const args = ['--cluster-enabled', 'yes', '--cluster-port', busPort];
  const server = await startRedis({ args: [...args, '--cluster-node-timeout', String(DOWN_AFTER_MS)] });
  return { server, busPort };
}

const isFollowing = ({ command }: RedisServer): Promise<void> =>
  eventually(async () => isTrue(/master_link_status:up/.test(await command('INFO', 'replication'))));

async function primariesAmong(servers: readonly RedisServer[]): Promise<RedisServer[]> {
  const roles = await Promise.all(servers.map(({ command }) => command<string[]>('ROLE').catch(() => [])));
  return servers.filter((_, index) => roles[index]?.[0] === 'master');
}

function only([server, ...others]: readonly RedisServer[]): RedisServer {
  if (server === undefined || others.length > 0) throw new Error('not one server');
  return server;
}

function isTrue(condition: boolean): void {
  if (!condition) throw new Error('not yet');
}

async function disposeAll(servers: readonly RedisServer[]): Promise<void> {
  for (const server of servers) await server[Symbol.asyncDispose]();
}
