import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { executableSchema } from '../../src/graphql/schema.ts';
import { randomOperation } from './random-operation.ts';
import { randomRequest, type RandomRequest } from './random-request.ts';
import { startRandomUsersApi } from './random-users-api.ts';
import { seeded } from './seeded.ts';
import { startTestGateway } from './start-gateway.ts';

export interface FuzzResult {
  /** What no caller may be answered, with its request. */
  readonly faults: readonly { readonly fault: string; readonly request: RandomRequest }[];
  /** How many requests came to each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Of the heap after the first half of the requests, and after all. */
  readonly heapBytes: readonly [half: number, all: number];
}

const CONCURRENCY = 16;
const REQUESTS_PER_DOCUMENT = 20;
/** Nothing that the gateway waits for takes long here. */
const HANG_MS = 30_000;

/** Sends so many random requests to a gateway of this process, and looks at every answer. */
export async function fuzz(seed: number, count: number): Promise<FuzzResult> {
  await using usersApi = await startRandomUsersApi();
  await using gateway = await startTestGateway({ USERS_API_URL: usersApi.url, LOG_LEVEL: 'fatal' });
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const schema = executableSchema();
  const faults: { fault: string; request: RandomRequest }[] = [];
  const statuses = new Map<number, number>();
  let next = 0;
  let asked = { seed: 0, operation: randomOperation(schema, seeded(0)) };

  async function work(until: number): Promise<void> {
    while (next < until) {
      const at = next;
      next += 1;
      const documentSeed = seed * 1_000_003 + Math.floor(at / REQUESTS_PER_DOCUMENT);
      if (asked.seed !== documentSeed) {
        asked = { seed: documentSeed, operation: randomOperation(schema, seeded(documentSeed)) };
      }
      const request = randomRequest(asked.operation, seeded(seed * 1_000_003 + at));
      try {
        const answer = await exchange(gateway.url, request, agent);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const fault = faultIn(answer);
        if (fault !== undefined) faults.push({ fault, request });
      } catch (error) {
        faults.push({ fault: String(error), request });
      }
    }
  }
  const workUntil = (until: number) => Promise.all(Array.from({ length: CONCURRENCY }, () => work(until)));

  await workUntil(Math.floor(count / 2));
  const half = heapBytes();
  await workUntil(count);
  agent.destroy();
  return { faults, statuses, heapBytes: [half, heapBytes()] };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function exchange(
  url: string,
  { path, method, headers, body }: RandomRequest,
  agent: Agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Node sends a DELETE's body without a length.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { agent, method, path, headers: { ...headers, ...length }, timeout: HANG_MS };
    const request = send(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body);
  });
}

function faultIn({ status, headers, text }: Answer): string | undefined {
  if (status >= 500) return `HTTP ${status}: ${text}`;
  const id = headers['x-request-id'];
  if (typeof id !== 'string') return 'no x-request-id';
  const type = headers['content-type'] ?? '';
  if (status === 204 || status === 302 || type.startsWith('text/')) return undefined;
  let body: { readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] };
  try {
    body = JSON.parse(text);
  } catch {
    return `HTTP ${status} is no JSON: ${text.slice(0, 200)}`;
  }
  if (status >= 400 && !body.errors?.length) return `HTTP ${status} without errors`;
  for (const { extensions } of body.errors ?? []) {
    if (extensions?.['requestId'] !== id) return `an error without the request id: ${text.slice(0, 500)}`;
    if (extensions['code'] === 'INTERNAL_SERVER_ERROR') return `an unexpected error: ${text.slice(0, 500)}`;
  }
  return undefined;
}

/** What is reachable. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
