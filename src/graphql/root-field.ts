import type { GraphQLResolveInfo } from 'graphql';

import { withExistingUser } from '../mapping/existing-user.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { toGatewayError, type FailedCall } from '../mapping/graphql-errors.ts';
import type { SecretSearch } from '../mapping/secret-text.ts';
import type { Call } from '../users-api/call.ts';
import type { UsersApi } from '../users-api/client.ts';
import type { Deadline } from '../users-api/deadline.ts';
import type { GatewayContext } from './context.ts';

/** What the body of a root field gets: its arguments, the upstream call it may spend, and the request's context. */
type RootFieldBody<TArgs, TResult> = (
  args: TArgs,
  call: Call,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) => Promise<TResult>;

/**
 * Makes a root resolver of `body`: refuses to begin without a credential, without time or while draining,
 * and turns everything that the Users API answers into an error of the contract.
 *
 * @param describe - Absent: `body` throws errors of the contract itself.
 * @param spends - Of which deadline `body` gets all: a batch divides the operation's among its items.
 */
export function rootField<TArgs extends object, TResult>(
  body: RootFieldBody<TArgs, TResult>,
  describe?: (args: TArgs) => FailedCall,
  spends: 'root field' | 'operation' = 'root field',
) {
  return async (
    _parent: unknown,
    args: TArgs,
    context: GatewayContext,
    info: GraphQLResolveInfo,
  ): Promise<TResult> => {
    const { caller, facts, services } = context;
    if (caller === undefined) {
      throw new GatewayError(
        'UNAUTHENTICATED',
        'The request carries no credential: send Authorization or X-Api-Key',
      );
    }
    const operation = facts?.isBatch ? context.batchDeadline() : context.deadline;
    refuseLateBeginning(context, operation);
    const deadline = spends === 'operation' ? operation : operation.atMost(services.rootFieldDeadlineMs);
    context.loadUntil(deadline);
    const startedAt = performance.now();
    const call = context.call(caller, deadline);
    try {
      return await body(args, call, context, info);
    } catch (error) {
      const told = describe
        ? await tell(error, describe(args), context.secrets, call, services.usersApi)
        : error;
      noteRefusedCredential(context, told);
      throw told;
    } finally {
      services.metrics.rootFieldDuration(info.fieldName, performance.now() - startedAt);
      // A write that failed may have been applied too.
      if (facts?.isMutation) context.forgetReads();
    }
  };
}

/** A change may be told who holds the value that it was refused for. */
async function tell(
  error: unknown,
  failed: FailedCall,
  secrets: SecretSearch,
  call: Call,
  usersApi: UsersApi,
): Promise<unknown> {
  const told = toGatewayError(error, failed, secrets);
  const unique = failed.kind === 'change' ? failed.unique : undefined;
  // What the gateway refuses by itself is about nobody else.
  if (told === error || unique === undefined || !(told instanceof GatewayError)) return told;
  return withExistingUser(told, unique, call, usersApi);
}

/** To be told what a root field, or an item of a batch, failed with. */
export function noteRefusedCredential(context: GatewayContext, error: unknown): void {
  if (error instanceof GatewayError && error.extensions['code'] === 'UNAUTHENTICATED') {
    context.credentialRefused = true;
  }
}

/**
 * @param leastMs - What must be left of the deadline for a beginning to make sense.
 * @throws GatewayError OVERLOADED, when what is to begin now could not be carried out, or nobody waits for it;
 *   UNAUTHENTICATED, when the Users API has refused this operation's credential already.
 */
export function refuseLateBeginning(
  { services, disconnection, credentialRefused }: GatewayContext,
  deadline: Deadline,
  leastMs = 0,
): void {
  if (credentialRefused) {
    throw new GatewayError(
      'UNAUTHENTICATED',
      'The Users API did not accept the credential before; nothing was sent',
    );
  }
  const retry = { afterMs: 1000 };
  if (services.draining.aborted) {
    throw new GatewayError('OVERLOADED', 'The gateway is shutting down; nothing was sent', { retry });
  }
  if (disconnection.aborted) {
    throw new GatewayError('OVERLOADED', 'The caller has gone; nothing was sent', { retry });
  }
  if (deadline.remainingMs() <= leastMs) {
    throw new GatewayError('OVERLOADED', 'The time for the operation was used up before; nothing was sent', {
      retry,
    });
  }
}
