import { setTimeout as pause } from 'node:timers/promises';

import { isGatewayErrorExtensions, type GatewayErrorExtensions } from '../../src/error-contract.ts';
import { startTestGateway } from './start-gateway.ts';

/** One create of the storm. */
export interface NastyInput {
  readonly index: number;
  /** Somebody has held its key since before. */
  readonly heldBy?: 'equal' | 'another';
  /** In GraphQL names. `driverCompanyId` tells the creates apart; nothing is unique about it. */
  readonly fields: {
    readonly firstName: string;
    readonly lastName: string;
    readonly role: 'DRIVER';
    readonly driverCompanyId: string;
    readonly email: string | null;
    readonly username?: string;
    readonly externalIds?: readonly { readonly externalId: string; readonly integrationName: string }[];
  };
}

/** What its caller was told in the end. `applied`: the user exists, and its id is lost. */
export interface NastyTold {
  readonly outcome: 'created' | 'validated' | 'failed' | 'unknown' | 'applied';
  readonly id?: string;
  readonly code?: string;
  readonly existingUserId?: string;
  /** The same key was answered otherwise afterwards. */
  readonly isReplayedOtherwise?: boolean;
}

interface Payload {
  readonly user: { readonly id: string } | null;
  readonly validatedOnly: boolean;
}

const CREATE =
  'mutation ($input: CreateUserInput!) { createUser(input: $input) { validatedOnly user { id } } }';
const CREATE_ALL =
  'mutation ($input: CreateUsersInput!) { createUsers(input: $input) { results { validatedOnly user { id } } } }';

const BATCH_LENGTH = 10;
/** Of a caller who was told that nobody knows, or that nothing was sent. */
const MAX_REPEATS = 3;
const UNSENT = new Set(['CIRCUIT_OPEN', 'OVERLOADED', 'UPSTREAM_UNREACHABLE', 'RATE_LIMITED']);
const CALLERS = 8;

/** Callers of a gateway in front of the Users API: a third create one by one, a third under a key, a third in batches. */
export async function startNastyCallers(
  usersApiUrl: string,
  { deadlineMs, concurrency }: { readonly deadlineMs: number; readonly concurrency: number },
) {
  const gateway = await startTestGateway({
    USERS_API_URL: usersApiUrl,
    USERS_API_DEADLINE_MS: String(deadlineMs),
    LOG_LEVEL: 'silent',
  });

  /** Some have a credential that nobody has used before. */
  const headersOf = (index: number) => ({
    authorization: `Bearer ${index % 5 === 0 ? `fresh ${index}` : `caller ${index % CALLERS}`}`,
  });

  async function createOne({ index, fields }: NastyInput, headers: Readonly<Record<string, string>> = {}) {
    const { data, errors } = await gateway.graphql(
      CREATE,
      { input: fields },
      { ...headersOf(index), ...headers },
    );
    return toTold(data?.createUser, errors?.[0]?.extensions);
  }

  async function createUnderKey(input: NastyInput): Promise<NastyTold> {
    const key = { 'idempotency-key': `key-${input.index}` };
    let told = await createOne(input, key);
    for (let repeat = 1; repeat <= MAX_REPEATS && isOpen(told); repeat += 1) {
      await pause(200 * repeat);
      told = await createOne(input, key);
    }
    if (told.outcome !== 'created') return told;
    const replayed = await createOne(input, key);
    return { ...told, isReplayedOtherwise: replayed.id !== told.id };
  }

  async function createTogether(inputs: readonly NastyInput[]): Promise<NastyTold[]> {
    const users = inputs.map(({ fields }) => fields);
    const { data, errors } = await gateway.graphql(
      CREATE_ALL,
      { input: { users } },
      headersOf(inputs[0]?.index ?? 0),
    );
    const payloads: readonly (Payload | null)[] = data?.createUsers?.results ?? [];
    return inputs.map((_input, item) => {
      const error = errors?.find(({ path }) => path?.length === 1 || path?.[2] === item);
      return toTold(payloads[item] ?? undefined, error?.extensions);
    });
  }

  return {
    /** All of them, so many side by side. */
    async send(inputs: readonly NastyInput[]): Promise<ReadonlyMap<number, NastyTold>> {
      const told = new Map<number, NastyTold>();
      const batched = inputs.filter(({ index }) => index % 3 === 2);
      const batches = Array.from({ length: Math.ceil(batched.length / BATCH_LENGTH) }, (_, batch) =>
        batched.slice(batch * BATCH_LENGTH, (batch + 1) * BATCH_LENGTH),
      );
      const work = [
        ...batches.map((batch) => async () => {
          const answers = await createTogether(batch);
          for (const [item, { index }] of batch.entries()) {
            const answer = answers[item];
            if (answer) told.set(index, answer);
          }
        }),
        ...inputs
          .filter(({ index }) => index % 3 !== 2)
          .map((input) => async () => {
            told.set(input.index, await (input.index % 3 === 0 ? createOne(input) : createUnderKey(input)));
          }),
      ].values();
      const worker = async () => {
        for (const act of work) await act();
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      return told;
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

/** A repeat under the same key may bring more. */
function isOpen({ outcome, code = '' }: NastyTold): boolean {
  return outcome === 'unknown' || (outcome === 'failed' && UNSENT.has(code));
}

function toTold(payload: Payload | null | undefined, error: unknown): NastyTold {
  if (payload?.user) return { outcome: 'created', id: payload.user.id };
  if (payload?.validatedOnly === true) return { outcome: 'validated' };
  if (!isGatewayErrorExtensions(error)) throw new Error('neither a user nor an error of the gateway');
  const { code, existingUserId } = error;
  return {
    outcome: OUTCOMES[error.outcome ?? 'UNKNOWN'],
    code,
    ...(existingUserId !== undefined && { existingUserId }),
  };
}

const OUTCOMES = {
  APPLIED: 'applied',
  NOT_APPLIED: 'failed',
  UNKNOWN: 'unknown',
} as const satisfies Record<NonNullable<GatewayErrorExtensions['outcome']>, NastyTold['outcome']>;
