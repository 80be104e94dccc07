import { startScriptedUsersApi } from './scripted-users-api.ts';
import type { ReceivedRequest, ScriptedAnswer, ScriptedUsersApi } from './scripted-users-api.ts';

/** What goes wrong with one POST. */
export interface CreateFault {
  /** When the user is stored, unless a unique value is taken by then. @default 'at-once' */
  readonly commit?: 'at-once' | 'never' | Promise<unknown>;
  /** When look-ups and reads begin to find the user. @default 'at-once' */
  readonly visible?: 'at-once' | Promise<unknown>;
  /** What the caller gets in the place of the answer that tells the truth. */
  readonly answer?: (truth: TrueAnswer) => ScriptedAnswer;
}

/** An answer with its body as JSON text. */
export interface TrueAnswer extends ScriptedAnswer {
  readonly rawBody: string;
}

/** What goes wrong with one look-up: an answer, or `stale`, which finds nobody. */
export type LookupFault = ScriptedAnswer | 'stale';

export interface FaultyUsersApiOptions {
  /** Of the first user; further ones count from it. Any length. @default '7' */
  readonly firstId?: string;
  /** How far its clock, which its answers and its users show, is ahead of ours. @default 0 */
  readonly clockAheadMs?: number;
  /** How far the `Date` of its answers is ahead of the time that its users show. @default 0 */
  readonly dateAheadMs?: number;
  /** What it makes of a user before it stores it. */
  readonly normalise?: (user: StoredUser) => StoredUser;
  /** For every POST that {@link FaultyUsersApi.creates} says nothing about. */
  readonly createFault?: (body: JsonObject) => CreateFault | undefined;
  /** For every look-up that {@link FaultyUsersApi.lookUps} says nothing about. */
  readonly lookupFault?: (criteria: URLSearchParams) => LookupFault | undefined;
  /** For every read of a user by its id. */
  readonly readFault?: (id: string) => ScriptedAnswer | undefined;
}

export interface FaultyUsersApi extends AsyncDisposable {
  readonly url: string;
  /** What lies beneath: raw answers, further endpoints, broken connections. */
  readonly scripted: ScriptedUsersApi;
  /** Everybody who exists by now. */
  readonly users: readonly StoredUser[];
  /** How many arrived. */
  readonly posts: number;
  /** How many arrived, by external id and by other keys together. */
  readonly lookups: number;
  /** The next POSTs meet these, in turn; `undefined` is no fault. */
  creates(...faults: (CreateFault | undefined)[]): void;
  /** The next look-ups meet these, in turn; `undefined` is no fault. */
  lookUps(...faults: (LookupFault | undefined)[]): void;
  /** Stores a user who was there before. @param ageMs - How long ago it was created. */
  add(body: JsonObject, ageMs?: number): StoredUser;
}

export interface StoredUser {
  readonly id: string;
  readonly username: unknown;
  readonly created_at: string;
  readonly external_ids: readonly ExternalId[];
  readonly [key: string]: unknown;
}

export type JsonObject = Readonly<Record<string, unknown>>;

interface ExternalId {
  readonly external_id: string;
  readonly integration_name: string;
}

/**
 * A Users API over real sockets that keeps its users, has its unique keys (the pair of external id and integration name, and
 * the username), and does with any request what a network or a failing server can do.
 */
export async function startFaultyUsersApi({
  firstId = '7',
  clockAheadMs = 0,
  dateAheadMs = 0,
  normalise = (user) => user,
  createFault,
  lookupFault,
  readFault,
}: FaultyUsersApiOptions = {}): Promise<FaultyUsersApi> {
  const scripted = await startScriptedUsersApi();
  const users: StoredUser[] = [];
  const hidden = new Set<StoredUser>();
  const createFaults: (CreateFault | undefined)[] = [];
  const lookupFaults: (LookupFault | undefined)[] = [];
  const arrived = { posts: 0, lookups: 0 };

  const now = () => Date.now() + clockAheadMs;
  const dated = (answer: ScriptedAnswer): ScriptedAnswer => ({
    ...answer,
    headers: { date: new Date(now() + dateAheadMs).toUTCString(), ...answer.headers },
  });

  /** The truth about a POST: a new user, or why there is none. */
  function commit(
    body: JsonObject,
    ageMs = 0,
    visible: CreateFault['visible'] = 'at-once',
  ): StoredUser | string {
    const pairs = pairsOf(body);
    const isTaken = users.some(({ external_ids }) => external_ids.some((held) => pairs.some(isPair(held))));
    if (isTaken) return 'External ids external has already been taken';
    const username = body['username'] ?? null;
    if (username !== null && users.some((user) => user.username === username)) {
      return 'Username has already been taken';
    }
    const { password: _password, external_ids_attributes: _pairs, ...echoed } = body;
    const id = String(BigInt(firstId) + BigInt(users.length));
    const created_at = new Date(now() - ageMs).toISOString();
    const user = normalise({ ...echoed, id, username, created_at, external_ids: pairs });
    users.push(user);
    if (visible !== 'at-once') {
      hidden.add(user);
      void visible.then(() => hidden.delete(user));
    }
    scripted.route(`GET /v1/users/${id}`, () =>
      dated(readFault?.(id) ?? (hidden.has(user) ? NOBODY : shown(200, user))),
    );
    return user;
  }

  function create({ body }: ReceivedRequest): ScriptedAnswer {
    arrived.posts += 1;
    const sent = body as JsonObject;
    const fault = createFaults.length > 0 ? createFaults.shift() : createFault?.(sent);
    const { commit: when = 'at-once', visible, answer = honest } = fault ?? {};
    if (when === 'at-once') {
      const result = commit(sent, 0, visible);
      return dated(answer(typeof result === 'string' ? refusal(400, result) : shown(201, result)));
    }
    if (when !== 'never') void when.then(() => commit(sent, 0, visible));
    return dated(answer(refusal(500, 'Nothing was stored')));
  }

  function lookUp({ path }: ReceivedRequest): ScriptedAnswer {
    arrived.lookups += 1;
    const criteria = new URL(path, scripted.url).searchParams;
    const fault = lookupFaults.length > 0 ? lookupFaults.shift() : lookupFault?.(criteria);
    if (typeof fault === 'object') return dated(fault);
    const user =
      fault === 'stale'
        ? undefined
        : users.find((candidate) => !hidden.has(candidate) && matches(candidate, criteria));
    return dated(user ? shown(200, user) : NOBODY);
  }

  scripted.route('POST /v1/users', create);
  scripted.route('GET /v1/users/lookup', lookUp);
  scripted.route('GET /v1/users/lookup_by_external_id', lookUp);

  return {
    url: scripted.url,
    scripted,
    users,
    get posts() {
      return arrived.posts;
    },
    get lookups() {
      return arrived.lookups;
    },
    creates: (...faults) => void createFaults.push(...faults),
    lookUps: (...faults) => void lookupFaults.push(...faults),
    add: (body, ageMs = 3_600_000) => {
      const user = commit(body, ageMs);
      if (typeof user === 'string') throw new Error(user);
      return user;
    },
    [Symbol.asyncDispose]: () => scripted[Symbol.asyncDispose](),
  };
}

const honest = (truth: TrueAnswer): ScriptedAnswer => truth;

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function refusal(status: number, error_message: string): TrueAnswer {
  return { status, headers: JSON_TYPE, rawBody: JSON.stringify({ error_message }) };
}

const NOBODY = refusal(404, 'No user found with given criteria');

/** The id as a JSON number, digit for digit. */
function shown(status: number, { id, ...rest }: StoredUser): TrueAnswer {
  return { status, headers: JSON_TYPE, rawBody: `{"user":{"id":${id},${JSON.stringify(rest).slice(1)}}` };
}

function matches(user: StoredUser, criteria: URLSearchParams): boolean {
  const external_id = criteria.get('external_id');
  const integration_name = criteria.get('integration_name');
  if (external_id !== null && integration_name !== null) {
    return user.external_ids.some(isPair({ external_id, integration_name }));
  }
  const [[name, value] = ['', '']] = [...criteria];
  return name !== '' && user[name] === value;
}

function pairsOf(body: JsonObject): readonly ExternalId[] {
  return (body['external_ids_attributes'] ?? []) as readonly ExternalId[];
}

const isPair =
  (one: ExternalId) =>
  (other: ExternalId): boolean =>
    one.external_id === other.external_id && one.integration_name === other.integration_name;
