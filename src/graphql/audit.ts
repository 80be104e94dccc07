import { responsePathAsArray, type GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';

import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import type { MutationOutcome } from '../error-contract.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import type { CreateUserResult } from '../users-api/creation.ts';
import type { AuditLine } from './audit-line.ts';
import type { GatewayContext } from './context.ts';
import { isUnderKey } from './create-key.ts';

/** Only what an audit line reads of it. */
interface MutationArgs {
  readonly input: Partial<CreateUserInput> & {
    readonly id?: string;
    readonly userId?: string;
    readonly users?: readonly CreateUserInput[];
  };
}

type Came = Pick<AuditLine, 'outcome' | 'code' | 'existingUserId' | 'userId'>;

/** Makes each root field of a mutation leave a line for itself, and `createUsers` one for each user. Changes `mutation`. */
export function auditMutations(mutation: GraphQLObjectType): void {
  for (const field of Object.values(mutation.getFields())) {
    const { name, resolve } = field;
    if (!resolve) throw new Error(`no resolver for ${name}`);
    field.resolve = async (parent, args: MutationArgs, context: GatewayContext, info): Promise<unknown> => {
      const write = writerFor(context, info);
      try {
        const result: unknown = await resolve(parent, args, context, info);
        if (name === 'createUsers') writeItems(write, args, result);
        else write([], cameOf(name, args, result), name === 'createUser' ? args.input : undefined);
        return result;
      } catch (error) {
        const userId = changedUser(name, args);
        const created = name === 'createUser' ? args.input : undefined;
        write([], { ...(userId !== undefined && { userId }), ...failure(error) }, created);
        throw error;
      }
    };
  }
}

/** What every line of a request says. */
export function auditHead({
  requestId,
  caller,
  services: { audit },
}: GatewayContext): Pick<AuditLine, 'requestId' | 'caller' | 'actingUserId'> {
  return {
    requestId,
    ...(caller && { caller: audit.nameOf(caller) }),
    ...(caller?.userId !== undefined && { actingUserId: caller.userId }),
  };
}

type Write = (place: readonly (string | number)[], came: Came, created?: Partial<CreateUserInput>) => void;

function writerFor(context: GatewayContext, info: GraphQLResolveInfo): Write {
  const { audit } = context.services;
  const head = { ...auditHead(context), field: info.fieldName };
  const fieldPath = responsePathAsArray(info.path);
  return (place, came, created) => {
    const path = [...fieldPath, ...place];
    audit.write({
      ...head,
      path,
      ...came,
      ...(context.isReplayed(path) && { replayed: true }),
      ...(created && { keys: kindsOfKeys(created, isUnderKey(info, context)) }),
    });
  };
}

function writeItems(write: Write, { input: { users = [] } }: MutationArgs, result: unknown): void {
  // What the resolver of createUsers gives: a place of the list may hold an error.
  const { results } = result as { readonly results: readonly (CreateUserResult | Error)[] };
  for (const [index, item] of results.entries()) {
    write(['results', index], item instanceof Error ? failure(item) : creation(item), users[index]);
  }
}

function cameOf(name: string, args: MutationArgs, result: unknown): Came {
  // What the resolver of createUser gives.
  if (name === 'createUser') return creation(result as CreateUserResult);
  // What those that change an external id give.
  const { userId = changedUser(name, args) } = result as { readonly userId?: string };
  return { outcome: 'APPLIED', ...(userId !== undefined && { userId }) };
}

function creation(result: CreateUserResult): Came {
  return result.outcome === 'created'
    ? { outcome: 'APPLIED', userId: result.user.id }
    : { outcome: 'NOT_APPLIED' };
}

/** An error that is none of the contract is a defect, after which nobody knows. */
function failure(error: unknown): Came {
  if (!(error instanceof GatewayError)) return { outcome: 'UNKNOWN', code: 'INTERNAL_SERVER_ERROR' };
  const { outcome, code, existingUserId } = error.extensions;
  return {
    // Every error of the contract has one, from its table.
    outcome: outcome as MutationOutcome,
    code,
    ...(existingUserId !== undefined && { existingUserId }),
  };
}

/** Ids of external ids are no user's. */
function changedUser(name: string, { input }: MutationArgs): string | undefined {
  switch (name) {
    case 'updateUser':
    case 'deactivateUser':
    case 'reactivateUser':
      return input.id;
    default:
      return input.userId;
  }
}

function kindsOfKeys(
  { externalIds, username, email }: Partial<CreateUserInput>,
  underKey: boolean,
): NonNullable<AuditLine['keys']> {
  return [
    ...(externalIds && externalIds.length > 0 ? (['externalId'] as const) : []),
    ...(username ? (['username'] as const) : []),
    ...(email ? (['email'] as const) : []),
    ...(underKey ? (['idempotencyKey'] as const) : []),
  ];
}
