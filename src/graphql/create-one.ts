import { createHash } from 'node:crypto';

import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import { identifyCall } from '../idempotency/fingerprint.ts';
import { runOnce, type Execution, type RunOnceResult } from '../idempotency/run-once.ts';
import { createViolations, toCreateUserBody } from '../mapping/write-user-body.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { rejectedInput, toGatewayError } from '../mapping/graphql-errors.ts';
import { toIdempotencyGatewayError } from '../mapping/idempotency-errors.ts';
import { deserialiseOutcome, serialiseOutcome, type CreateOutcome } from '../mapping/stored-outcome.ts';
import { CREATE_USER_INPUT_NAMES } from '../mapping/user-fields.ts';
import type { CreateUserResult } from '../users-api/create-user.ts';
import { isProtected } from '../users-api/create-user-once.ts';
import { UsersApiTimeoutError } from '../users-api/errors.ts';
import type { CreateUserBody } from '../users-api/resources.ts';
import type { Call } from '../users-api/send.ts';
import type { GatewayContext } from './context.ts';
import { withExistingUser } from './existing-user.ts';
import { refuseLateBeginning } from './root-field.ts';

/** Of its time, must be left when a create begins: else its outcome would hardly be known. */
const LEAST_SHARE = 0.1;

/** After the deadline, for writing down what came of a create. A claim that ends sooner would look like a crash. */
const CLAIM_MARGIN_MS = 5000;

/**
 * Creates one user, once for each Idempotency-Key and response path.
 *
 * @param path - The response path of the create: one request may hold several under one key.
 * @param secrets - Values in the input that must not appear in any message.
 * @throws {@link GatewayError} with violation paths that begin at `input`.
 */
export async function createOne(
  input: CreateUserInput,
  call: Call,
  context: GatewayContext,
  path: readonly (string | number)[],
  secrets: readonly string[],
): Promise<CreateUserResult> {
  const violations = createViolations(input);
  if (violations.length > 0) throw rejectedInput(violations);
  if (input.phone && !input.phoneCountryCode) {
    context.log.warn(
      { requestId: call.requestId },
      'a phone was sent without phoneCountryCode, which the Users API announced as mandatory',
    );
  }
  try {
    const { value, replayed } = await new Create(input, call, context, path, secrets).run();
    audit(call, context, { replayed, ...describeOutcome(value) });
    if (value.error) throw value.error;
    return value.result;
  } catch (error) {
    if (!(error instanceof GatewayError)) audit(call, context, { outcome: 'UNKNOWN' });
    throw error;
  }
}

class Create {
  readonly #input: CreateUserInput;
  readonly #call: Call;
  readonly #context: GatewayContext;
  readonly #path: readonly (string | number)[];
  readonly #secrets: readonly string[];
  readonly #body: CreateUserBody;
  /** The external id that the gateway adds by itself, made from the key. */
  readonly #ownPair: { readonly external_id: string; readonly integration_name: string } | undefined;
  readonly #budgetMs: number;

  constructor(
    input: CreateUserInput,
    call: Call,
    context: GatewayContext,
    path: readonly (string | number)[],
    secrets: readonly string[],
  ) {
    this.#input = input;
    this.#call = call;
    this.#context = context;
    this.#path = path;
    this.#secrets = secrets;
    this.#budgetMs = call.deadline.remainingMs();
    const { integrationName } = context.idempotency;
    const key = context.idempotencyKey;
    if (integrationName !== undefined && key !== undefined) {
      this.#ownPair = { external_id: externalIdOf(key, path), integration_name: integrationName };
    }
    const body = toCreateUserBody(input);
    this.#body = this.#ownPair
      ? { ...body, external_ids_attributes: [...(body.external_ids_attributes ?? []), this.#ownPair] }
      : body;
  }

  async run(): Promise<RunOnceResult<CreateOutcome>> {
    const { idempotencyKey: key, idempotency, log } = this.#context;
    if (key === undefined) return { value: (await this.#act()).value, replayed: false };
    const { caller, requestId, deadline } = this.#call;
    const { authorization, apiKey, userId } = caller;
    try {
      const run = await runOnce<CreateOutcome>({
        store: idempotency.store,
        ...identifyCall({
          caller: { authorization, apiKey, userId },
          key,
          path: this.#path,
          input: ['createUser', this.#input],
        }),
        claimMs: deadline.remainingMs() + CLAIM_MARGIN_MS,
        deadline,
        serialise: serialiseOutcome,
        deserialise: deserialiseOutcome,
        act: () => this.#act(),
        resume: (earlier) => this.#resume(earlier),
        onNotStored: (reason) =>
          log.error({ requestId, error: reason }, 'the outcome of a create was not stored'),
      });
      if (run.replayed) this.#context.tellReplayed();
      return run;
    } catch (error) {
      const refusal = toIdempotencyGatewayError(error);
      if (refusal === undefined) throw error;
      return { value: { error: refusal }, replayed: false };
    }
  }

  #act(): Promise<Execution<CreateOutcome>> {
    return this.#attempt(Date.now(), () => {
      // The wait for somebody else who held the key may have been long.
      refuseLateBeginning(this.#context, this.#call.deadline, this.#budgetMs * LEAST_SHARE);
      return this.#context.usersApi.createUser(this.#body, this.#call, { ownPair: this.#ownPair });
    });
  }

  /** An earlier create under the same key ended without a known outcome. */
  async #resume(earlier: CreateOutcome | undefined): Promise<Execution<CreateOutcome>> {
    const hiddenBy = new UsersApiTimeoutError('an earlier call with this key ended without a known outcome');
    const beganAtMs = earlier?.error && earlier.beganAtMs;
    // Another process may have written it, by a clock that is ahead.
    const beganAgoMs = beganAtMs === undefined ? undefined : Math.max(0, Date.now() - beganAtMs);
    const execution = await this.#attempt(beganAtMs, () =>
      this.#context.usersApi.createUser(this.#body, this.#call, {
        ownPair: this.#ownPair,
        earlier: { hiddenBy, beganAgoMs },
      }),
    );
    return earlier?.error && execution.keep === 'unknown' ? { value: earlier, keep: 'unknown' } : execution;
  }

  async #attempt(
    beganAtMs: number | undefined,
    create: () => Promise<CreateUserResult>,
  ): Promise<Execution<CreateOutcome>> {
    try {
      return { value: { result: await create() }, keep: 'completed' };
    } catch (thrown) {
      const failed = {
        kind: 'create',
        input: this.#input,
        names: CREATE_USER_INPUT_NAMES,
        protectedByExternalId: isProtected(this.#body),
        underKey: this.#context.idempotencyKey !== undefined,
      } as const;
      const error = toGatewayError(thrown, failed, this.#secrets);
      if (!(error instanceof GatewayError)) throw thrown;
      const told = await withExistingUser(error, this.#input, this.#call, this.#context.usersApi);
      return { value: { error: told, beganAtMs }, keep: keepOf(told) };
    }
  }
}

/** What is remembered under a key: what is known to be final, and what nobody may try again. */
function keepOf({ extensions }: GatewayError): Execution<CreateOutcome>['keep'] {
  const { code, outcome, retry } = extensions;
  if (code === 'BAD_USER_INPUT' || code === 'CONFLICT' || outcome === 'APPLIED') return 'completed';
  const mayRepeat = typeof retry === 'object' && retry !== null && 'safe' in retry && retry.safe === true;
  return code === 'MUTATION_OUTCOME_UNKNOWN' && !mayRepeat ? 'unknown' : 'release';
}

/** The same for the same key and place in the request, whoever the caller is by now: tokens are renewed, keys are not. */
function externalIdOf(key: string, path: readonly (string | number)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([key, path]))
    .digest('base64url');
}

/** One line for each create: who asked, for whom, and what came of it. */
function audit({ caller, requestId }: Call, { log }: GatewayContext, outcome: object): void {
  const credential = caller.authorization ?? caller.apiKey ?? '';
  log.info(
    {
      requestId,
      caller: createHash('sha256').update(credential).digest('hex').slice(0, 16),
      ...(caller.userId !== undefined && { actingUserId: caller.userId }),
      ...outcome,
    },
    'create',
  );
}

function describeOutcome({ error, result }: CreateOutcome) {
  if (error) return { outcome: error.extensions['outcome'], code: error.extensions['code'] };
  return result.outcome === 'created'
    ? { outcome: 'APPLIED', createdUserId: result.user.id }
    : { outcome: 'NOT_APPLIED', validatedOnly: true };
}
