import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { seeded, type Chance } from './seeded.ts';

/** A Users API whose answers are chance, but the same for the same request: `x-user-id` is the seed. */
export interface RandomUsersApi extends AsyncDisposable {
  readonly url: string;
}

export async function startRandomUsersApi(): Promise<RandomUsersApi> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { method = '', url = '', headers } = request;
      const seed = createHash('sha256')
        .update(`${method} ${url} ${String(headers['x-user-id'])}`)
        .digest();
      const [status, body] = answer(method, url, seeded(seed.readUInt32BE()));
      response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'up-1' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // It listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Nothing that the gateway would repeat, wait for or remember. */
function answer(method: string, url: string, chance: Chance): [status: number, body: unknown] {
  if (chance.one(0.25)) {
    return chance.pick<[number, unknown]>([
      [401, { error: 'no' }],
      [403, { error_message: 'not yours' }],
      [404, {}],
      [422, { errors: { email: ['is invalid'], 'external_ids.external_id': ['has already been taken'] } }],
      [400, { error_message: 'Username has already been taken' }],
      [409, {}],
      [413, {}],
      [418, {}],
    ]);
  }
  const [, , version, resource = '', id] = url.split(/[/?]/).map((part, index) => (index === 0 ? '' : part));
  if (resource === 'external_ids' || version === 'external_ids') {
    return [200, method === 'DELETE' ? { success: 'true' } : record(chance)];
  }
  const isList = method === 'GET' && /^\/v1\/users(\?|$)/.test(url);
  if (isList) {
    const query = new URL(url, 'http://x').searchParams;
    const perPage = Number(query.get('per_page'));
    const users = Array.from({ length: Math.min(perPage, chance.below(4)) }, () => ({
      user: user(chance, String(1 + chance.below(50))),
    }));
    return [200, { users, pagination: { total: users.length, page_no: Number(query.get('page_no')) } }];
  }
  const readId = /^\d+$/.test(id ?? '') ? id : (/^\/v1\/users\/(\d+)/.exec(url)?.[1] ?? '7');
  return [method === 'POST' ? 201 : 200, { user: user(chance, readId ?? '7') }];
}

function record(chance: Chance): object {
  return {
    id: chance.below(100),
    external_id: chance.pick(['a', 'b', 5]),
    integration_name: 'tms',
    external_id_holder_id: 7,
    external_id_holder_type: chance.pick(['User', 'Vehicle']),
  };
}

function user(chance: Chance, id: string): object {
  const maybe = (value: unknown): unknown => (chance.one(0.2) ? null : value);
  return {
    id: Number.isSafeInteger(Number(id)) ? Number(id) : id,
    first_name: maybe(chance.pick(['Ines', 'Zoë', 5])),
    last_name: maybe('Sample'),
    role: maybe(chance.pick(['driver', 'admin', 'pilot'])),
    status: maybe('active'),
    group_ids: maybe(chance.pick([[1, 2], [null], 'x', []])),
    metric_units: maybe(chance.pick([true, 'yes'])),
    created_at: maybe('2026-01-01T00:00:00Z'),
    violation_alerts: maybe(chance.pick(['1_hour', '2_hours'])),
    ...(chance.one(0.7) && {
      external_ids: chance.pick([
        [],
        null,
        'x',
        [{ id: 1, external_id: 'a', integration_name: 'b' }, { id: 2 }],
      ]),
    }),
  };
}
