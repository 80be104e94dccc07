import { responsePathAsArray } from 'graphql';

import type {
  CreateUserInput,
  MutationCreateUsersArgs,
  MutationResolvers,
} from '../../__generated__/resolvers-types.ts';
import { duplicateViolations } from '../../creates/duplicates.ts';
import { createIdempotently } from '../../creates/idempotent-create.ts';
import { batchItems } from '../../creates/batch-items.ts';
import { outlastRefusals } from '../../creates/outlast-refusal.ts';
import { inItem } from '../../mapping/derived-errors.ts';
import { GatewayError } from '../../mapping/gateway-error.ts';
import type { CreateUserResult } from '../../users-api/creation.ts';
import { countOutcomes } from '../batch-counts.ts';
import { createKeyOf } from '../create-key.ts';
import { noteRefusedCredential, refuseLateBeginning, rootField } from '../root-field.ts';

/** Of an item's deadline, what must be left of the batch's: with hardly any time a create ends with an unknown outcome. */
const LEAST_SHARE = 0.1;

/** `Mutation.createUsers`: every item is as safe as a single create, and fails for itself. */
export const createUsers: MutationResolvers['createUsers'] = rootField(
  async ({ input: { users } }: MutationCreateUsersArgs, call, context, info) => {
    const { batch, creates, rootFieldDeadlineMs, usersApi, draining } = context.services;
    const violations = duplicateViolations(users);
    if (violations.length > 0) {
      const message = 'Users of the batch have the same username or external id; nothing was sent';
      throw new GatewayError('BAD_USER_INPUT', message, { violations });
    }
    const key = createKeyOf(info, context);
    const items = batchItems(users);
    const leastMs = LEAST_SHARE * Math.min(rootFieldDeadlineMs, batch.deadlineMs);
    const results = await mapSideBySide<CreateUserInput, CreateUserResult | Error>(
      users,
      batch.concurrency,
      async (input, index) => {
        const path = [...responsePathAsArray(info.path), 'results', index];
        const item = items[index];
        try {
          const createOne = async (): Promise<CreateUserResult> => {
            refuseLateBeginning(context, call.deadline, leastMs);
            const deadline = call.deadline.atMost(rootFieldDeadlineMs);
            return createIdempotently(
              {
                input,
                call: { ...call, deadline },
                key,
                ...(item && { item }),
                secrets: context.secrets,
                refuseLateBeginning: (leastMs) => refuseLateBeginning(context, deadline, leastMs),
                onReplayed: () => context.reportReplayed(path),
              },
              creates,
            );
          };
          return await outlastRefusals(createOne, { call, usersApi, draining });
        } catch (error) {
          noteRefusedCredential(context, error);
          return toError(inItem(error, ['input', 'users', index]));
        }
      },
    );
    // An Error that stands in a list is the error of its own place: a rejecting promise may upset the others.
    return { results: results as readonly CreateUserResult[], ...countOutcomes(results) };
  },
  undefined,
  'operation',
);

/** In the items' order, at most `concurrency` at a time, each begun as soon as there is a place. */
async function mapSideBySide<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  act: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const work = async () => {
    for (const [index, item] of rest) results[index] = await act(item, index);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('a create failed without an error', { cause: error });
}
