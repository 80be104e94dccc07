import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import { IdempotencyKeyReusedError } from '../idempotency/errors.ts';
import { identifyCall } from '../idempotency/fingerprint.ts';
import { runOnce } from '../idempotency/run-once.ts';
import type { EarlierCall, Execution, RunOnceResult } from '../idempotency/run-once.ts';
import type { Knowledge } from '../idempotency/store.ts';
import { withExistingUser } from '../mapping/existing-user.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { toGatewayError } from '../mapping/graphql-errors.ts';
import { userViolations } from '../mapping/input-rules.ts';
import { invalidInput } from '../mapping/rejected-input.ts';
import type { SecretSearch } from '../mapping/secret-text.ts';
import { CREATE_USER_INPUT_NAMES } from '../mapping/user-fields.ts';
import { toAbortSignal, type Call } from '../users-api/call.ts';
import type { CreateUserResult } from '../users-api/creation.ts';
import { UsersApiConflictError, UsersApiHttpError, UsersApiTimeoutError } from '../users-api/errors.ts';
import { isProtected } from '../users-api/unique-keys.ts';
import type { BatchItem } from './batch-items.ts';
import { toBody, type ProtectedBody } from './body.ts';
import { toIdempotencyGatewayError } from './idempotency-errors.ts';
import type { CreateKey } from './idempotency-key.ts';
import { withoutOwnExternalId } from './own-external-id.ts';
import { deserialiseOutcome, serialiseOutcome, type CreateOutcome } from './stored-outcome.ts';
import type { CreateTools } from './tools.ts';

/** What must be left of a create's time when it begins: with less its outcome would hardly be known. */
const LEAST_SHARE = 0.1;

/** After the deadline, for writing down what came of a create. A claim that ends sooner would look like a crash. */
const CLAIM_MARGIN_MS = 5000;

/** One create, and what it belongs to. */
export interface CreateRequest {
  readonly input: CreateUserInput;
  readonly call: Call;
  /** Undefined: the create is not replayable. */
  readonly key: CreateKey | undefined;
  /** Of a batch: which of its users this is. */
  readonly item?: BatchItem;
  /** Of the whole request: they must appear in no message and no record. */
  readonly secrets: SecretSearch;
  /** Throws when nothing may begin any more, or less than `leastMs` milliseconds are left. */
  readonly refuseLateBeginning: (leastMs: number) => void;
  readonly onReplayed: () => void;
}

/**
 * Creates one user, once for each idempotency key and place.
 *
 * @throws {@link GatewayError} with violation paths that begin at `input`.
 */
export async function createIdempotently(
  request: CreateRequest,
  tools: CreateTools,
): Promise<CreateUserResult> {
  const { input, call } = request;
  const violations = userViolations(input);
  if (violations.length > 0) throw invalidInput(violations);
  if (input.phone && !input.phoneCountryCode) tools.report.phoneWithoutCountryCode(call.requestId);
  const { key, item } = request;
  const body = toBody(input, key, item, tools.integrationName);
  const come =
    key === undefined ? await act(request, body, tools) : await runOrReplay(request, key, body, tools);
  if ('replayed' in come && come.replayed) request.onReplayed();
  const { value } = come;
  if (value.error) throw value.error;
  return value.result;
}

async function runOrReplay(
  request: CreateRequest,
  key: CreateKey,
  body: ProtectedBody,
  tools: CreateTools,
): Promise<RunOnceResult<CreateOutcome>> {
  const { input, call, item } = request;
  const { caller, requestId, deadline, gone } = call;
  const { authorization, apiKey, userId } = caller;
  try {
    return await runOnce<CreateOutcome>({
      store: tools.store,
      ...identifyCall({
        ...key,
        caller: { credential: { authorization, apiKey }, userId },
        ordinal: item?.ordinal,
        input: ['createUser', input],
      }),
      claimMs: deadline.remainingMs() + CLAIM_MARGIN_MS,
      deadline,
      signal: gone && toAbortSignal(gone),
      serialise: (outcome) => serialiseOutcome(outcome, input, request.secrets),
      deserialise: deserialiseOutcome,
      act: () => act(request, body, tools),
      resume: (earlier) => resume(earlier, request, body, tools),
      onNotStored: (reason) => tools.report.notStored(requestId, reason),
    });
  } catch (error) {
    const refusal = toIdempotencyGatewayError(error);
    if (refusal === undefined) throw error;
    return { value: { error: refusal }, replayed: false };
  }
}

function act(
  request: CreateRequest,
  sent: ProtectedBody,
  tools: CreateTools,
): Promise<Execution<CreateOutcome>> {
  const { call, refuseLateBeginning } = request;
  const { body, ownExternalId } = sent;
  const budgetMs = call.deadline.remainingMs();
  return toExecution(request, sent, tools, () => {
    // The wait for somebody else who held the key may have been long.
    refuseLateBeginning(budgetMs * LEAST_SHARE);
    return tools.usersApi.createUser(body, call, { ownExternalId });
  });
}

/** An earlier create under the same key ended without a known outcome. */
async function resume(
  { value: earlier, beganAgoMs }: EarlierCall<CreateOutcome>,
  request: CreateRequest,
  sent: ProtectedBody,
  tools: CreateTools,
): Promise<Execution<CreateOutcome>> {
  const { body, ownExternalId } = sent;
  const hiddenBy = new UsersApiTimeoutError('an earlier call with this key ended without a known outcome');
  const execution = await toExecution(request, sent, tools, () =>
    tools.usersApi.createUser(body, request.call, { ownExternalId, earlier: { hiddenBy, beganAgoMs } }),
  );
  const { error } = execution.value;
  // Nothing new was learned: what the first caller was told says more.
  const isAsBefore = error?.cause === hiddenBy && error.extensions.existingUserId === undefined;
  return earlier?.error && isAsBefore ? { ...execution, value: earlier } : execution;
}

async function toExecution(
  { input, call, secrets, key }: CreateRequest,
  { body, sentInput, ownExternalId }: ProtectedBody,
  { usersApi, report }: CreateTools,
  create: () => Promise<CreateUserResult>,
): Promise<Execution<CreateOutcome>> {
  try {
    const result = await create();
    // What was only validated was not done.
    return { value: { result }, knowledge: result.outcome === 'created' ? 'success' : 'refused' };
  } catch (thrown) {
    const failed = {
      kind: 'create',
      input: sentInput,
      names: CREATE_USER_INPUT_NAMES,
      protectedByExternalId: isProtected(body),
      underKey: key !== undefined,
    } as const;
    const isReused = thrown instanceof UsersApiConflictError && thrown.key.index === ownExternalId;
    const error = isReused
      ? toIdempotencyGatewayError(new IdempotencyKeyReusedError())
      : toGatewayError(thrown, failed, secrets);
    if (!(error instanceof GatewayError)) throw thrown;
    const holders = thrown instanceof UsersApiHttpError ? thrown.holders : [];
    const visible =
      ownExternalId === undefined
        ? error
        : withoutOwnExternalId(error, ownExternalId, () => report.ownExternalIdRefused(call.requestId));
    const told = await withExistingUser(visible, input, call, usersApi, holders);
    return { value: { error: told }, knowledge: knowledgeIn(told) };
  }
}

/** What is remembered under a key: what is known to be final, and what nobody knows. Everything else frees it. */
function knowledgeIn({ extensions: { code, outcome } }: GatewayError): Knowledge {
  if (outcome === 'APPLIED') return 'applied';
  if (outcome === 'UNKNOWN') return 'unknown';
  return code === 'BAD_USER_INPUT' || code === 'CONFLICT' ? 'refused' : 'released';
}
