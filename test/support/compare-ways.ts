import { createHash } from 'node:crypto';

import { executableSchema } from '../../src/graphql/schema.ts';
import { randomOperation } from './random-operation.ts';
import { startRandomUsersApi } from './random-users-api.ts';
import { seeded } from './seeded.ts';
import { startTestGateway, TOKEN } from './start-gateway.ts';

/** Requests of one document: the first of them makes it known. */
const REQUESTS_PER_DOCUMENT = 20;

export interface Difference {
  readonly query: string;
  readonly variables: unknown;
  readonly plain: unknown;
  readonly hot: unknown;
}

/**
 * Sends the same requests to a gateway as it is and to one where Apollo Server answers and graphql-js executes everything,
 * and compares status, headers and bytes.
 */
export async function compareWays(
  seed: number,
  cases: number,
): Promise<{ differences: Difference[]; kinds: Map<string, number> }> {
  await using usersApi = await startRandomUsersApi();
  const env = { USERS_API_URL: usersApi.url, LOG_LEVEL: 'error' };
  await using hot = await startTestGateway(env);
  await using plain = await startTestGateway(env, { plain: true });
  const schema = executableSchema();
  const differences: Difference[] = [];
  /** How many cases came to what: a comparison of refusals alone would say little. */
  const kinds = new Map<string, number>();
  let done = 0;
  for (let documentSeed = seed; done < cases; documentSeed += 1) {
    const { query, variables: makeVariables } = randomOperation(schema, seeded(documentSeed));
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    for (let request = 0; request < REQUESTS_PER_DOCUMENT && done < cases; request += 1, done += 1) {
      const chance = seeded(documentSeed * 1000 + request);
      const byHash = request > 0 && chance.one(0.2);
      const variables = makeVariables(chance);
      const init = {
        method: 'POST',
        body: JSON.stringify({
          ...(!byHash && { query }),
          variables,
          ...(chance.one(0.3) && { operationName: 'Random' }),
          ...((byHash || request === 0) && { extensions }),
        }),
        headers: {
          'content-type': 'application/json',
          'x-request-id': `case-${done}`,
          'x-user-id': String(1 + done),
          ...(chance.one(0.95) && { authorization: TOKEN }),
          ...(chance.one(0.4) && { accept: 'application/graphql-response+json' }),
        },
      };
      const [hotAnswer, plainAnswer] = await Promise.all([send(hot.url, init), send(plain.url, init)]);
      const kind = kindOf(plainAnswer);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (JSON.stringify(hotAnswer) !== JSON.stringify(plainAnswer)) {
        differences.push({ query, variables, plain: plainAnswer, hot: hotAnswer });
        if (differences.length >= 10) return { differences, kinds };
      }
    }
  }
  return { differences, kinds };
}

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, init);
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers, text: await response.text() };
}

function kindOf({ status, text }: Answer): string {
  const { data, errors } = JSON.parse(text) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  return `${status} ${data === undefined ? 'no data' : 'data'} ${errors?.[0]?.extensions.code ?? 'no errors'}`;
}
