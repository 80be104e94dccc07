import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { CHARACTER_CLASSES } from '../test/support/character-classes.ts';
import { createTally, type Tally } from './attack-tally.ts';

/** Somebody's idea of how to hold up the gateway, who has no credential that the Users API would know. */
export interface Attack {
  readonly name: string;
  /** What is asked of the gateway: CPU time is told for one of these. */
  readonly requests: number;
  /** How the Users API answers meanwhile. */
  readonly usersApi: RequestListener;
  run(url: string, tally: Tally): Promise<void>;
}

const KILOBYTES_250 = 250_000;
const MARKS = CHARACTER_CLASSES.marks.repeat(KILOBYTES_250 / 4);
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const PAGE = '{ nodes { id firstName lastName email username role status externalIds { externalId } } }';

const times = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

const json = (status: number, body: unknown): RequestListener => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  };
};

const users = times(100, (id) => ({
  user: {
    id: id + 1,
    first_name: 'Ines',
    last_name: 'Sample',
    email: `ines${id}@example.com`,
    username: `ines${id}`,
    role: 'driver',
    status: 'active',
    external_ids: times(5, (number) => ({ id: number, external_id: `e${number}`, integration_name: 'tms' })),
  },
}));
const pages = json(200, { users, pagination: { total: 100, page_no: 1, per_page: 100 } });
const refused = json(422, { errors: { email: ['is invalid'] }, error_message: 'Password is odd, too' });
const created = json(201, { user: { id: 7 } });

/** A refusal that repeats the password, as a sentence and as a key. */
const echo: RequestListener = (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { password = '' }: { password?: string } = JSON.parse(Buffer.concat(parts).toString() || '{}');
    response.writeHead(422, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ error_message: `Password ${password} is weak`, errors: { [password]: ['is odd'] } }),
    );
  });
};

/** A megabyte, byte by byte. */
const drips: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(201, { 'content-type': 'application/json' });
  const write = (left: number): void => {
    for (let count = 0; count < 1000; count += 1) response.write('[');
    if (left > 1000 && response.writable) setImmediate(write, left - 1000);
    else response.end();
  };
  write(1_040_000);
};

let answered = 0;
/** Every other create is refused. */
export const ordinary: RequestListener = (request, response) => {
  answered += 1;
  (answered % 2 === 0 ? created : refused)(request, response);
};

export async function warmUp(url: string): Promise<void> {
  const tally = createTally();
  await create({ password: 'hunter2-canary' }, 300)(url, tally);
  await tally.close();
}

/** One after the other, each asked when the one before was answered. */
const posts =
  (body: unknown, count: number) =>
  async (url: string, tally: Tally): Promise<void> => {
    const text = JSON.stringify(body);
    for (let number = 0; number < count; number += 1) await tally.post(url, text);
  };

const create = (input: object, count: number) =>
  posts({ query: CREATE, variables: { input: { ...INPUT, ...input } } }, count);

async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const raw = (body: unknown): string => {
  const text = JSON.stringify(body);
  return `POST /graphql HTTP/1.1\r\nhost: g\r\nauthorization: Bearer bench\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

/** Of a password and a user name together, which the Users API repeats, in so many bytes of JSON. */
const characterClasses: readonly Attack[] = Object.entries(CHARACTER_CLASSES).map(([name, piece]) => {
  const bytes = JSON.stringify(piece).length - 2 + Buffer.byteLength(piece) - piece.length;
  return {
    name: `256 kB of ${name}`,
    requests: 10,
    usersApi: echo,
    run: create({ password: piece.repeat(KILOBYTES_250 / bytes) }, 10),
  };
});

export const ATTACKS: readonly Attack[] = [
  {
    name: 'nothing',
    requests: 1,
    usersApi: created,
    run: () => sleep(1000),
  },
  ...characterClasses,
  {
    name: 'ten aliases of a 250 kB password',
    requests: 10,
    usersApi: echo,
    run: posts(
      {
        query: `mutation ($input: CreateUserInput!) { ${times(10, (n) => `a${n}: createUser(input: $input) { user { id } }`).join(' ')} }`,
        variables: { input: { ...INPUT, password: MARKS } },
      },
      10,
    ),
  },
  {
    name: '76,000 equal messages in a refusal',
    requests: 20,
    usersApi: json(422, { errors: times(76_000, () => 'Is bad') }),
    run: create({ password: 'hunter2-canary' }, 20),
  },
  {
    name: 'a 201 with an id of a million digits',
    requests: 20,
    usersApi: json(201, `{"user":{"id":${'7'.repeat(1_000_000)}}}`),
    run: create({}, 20),
  },
  {
    name: '16 at a time: a megabyte byte by byte',
    requests: 16,
    usersApi: drips,
    run: async (url, tally) => {
      const text = JSON.stringify({ query: CREATE, variables: { input: INPUT } });
      await Promise.all(times(16, () => tally.post(url, text)));
    },
  },
  {
    name: '5,000 pipelined requests',
    requests: 5000,
    usersApi: json(200, { user: { id: 7 } }),
    run: async (url, tally) => {
      const socket = await open(url);
      const request = raw({ query: '{ user(id: "7") { id } }' });
      socket.write(request.repeat(4999) + request.replace('host: g', 'host: g\r\nconnection: close'));
      await tally.read(socket);
    },
  },
  {
    name: '200 busy connections',
    requests: 4000,
    usersApi: created,
    run: async (url, tally) => {
      const text = JSON.stringify({ query: CREATE, variables: { input: INPUT } });
      const caller = async (): Promise<void> => {
        for (let number = 0; number < 20; number += 1) await tally.post(url, text);
      };
      await Promise.all(times(200, caller));
    },
  },
  {
    name: '20 callers who never read',
    requests: 320,
    usersApi: pages,
    run: async (url, tally) => {
      const query = `{ ${times(20, (n) => `a${n}: users(first: 100) ${PAGE}`).join(' ')} }`;
      const greedy = await Promise.all(times(20, () => open(url)));
      for (const socket of greedy) socket.pause().write(raw({ query }).repeat(16));
      await Promise.all(greedy.map((socket) => tally.ended(socket, 40_000)));
    },
  },
  {
    name: '50 aliases of one page',
    requests: 20,
    usersApi: pages,
    run: posts({ query: `{ ${times(50, (n) => `a${n}: users(first: 100) ${PAGE}`).join(' ')} }` }, 20),
  },
  {
    name: '20 aliases of one page, as many as are taken',
    requests: 20,
    usersApi: pages,
    run: posts({ query: `{ ${times(20, (n) => `a${n}: users(first: 100) ${PAGE}`).join(' ')} }` }, 20),
  },
  {
    name: '1,000 creates',
    requests: 20,
    usersApi: created,
    run: posts(
      {
        query: `mutation ($users: [CreateUserInput!]!) { ${times(10, (n) => `a${n}: createUsers(input: { users: $users }) { createdCount }`).join(' ')} }`,
        variables: { users: times(100, () => INPUT) },
      },
      20,
    ),
  },
  {
    name: '100 creates, as many as are taken',
    requests: 5,
    usersApi: created,
    run: posts(
      {
        query:
          'mutation ($users: [CreateUserInput!]!) { createUsers(input: { users: $users }) { createdCount } }',
        variables: { users: times(100, () => INPUT) },
      },
      5,
    ),
  },
  {
    name: '1,500 anonymous requests of 255 kB',
    requests: 1500,
    usersApi: created,
    run: async (url, tally) => {
      for (let number = 0; number < 500; number += 1) {
        const filling = `${number}`.padEnd(255_000, 'x');
        const document = `mutation { createUser(input: { firstName: "${number}${'x'.repeat(32_000)}", lastName: "S", role: DRIVER }) { user { id } } }`;
        await Promise.all([
          tally.post(url, JSON.stringify({ query: document, variables: { filling } }), false),
          tally.persist(url, `{ __typename } #${filling.slice(0, 16_300)}`, filling.slice(0, 230_000)),
          tally.post(
            url,
            JSON.stringify({ query: CREATE, variables: { input: { ...INPUT, email: filling } } }),
            false,
          ),
        ]);
      }
    },
  },
];
