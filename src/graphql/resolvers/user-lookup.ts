import type { QueryResolvers, QueryUserLookupArgs } from '../../__generated__/resolvers-types.ts';
import { invalidInput } from '../../mapping/rejected-input.ts';
import { lookupViolations, toLookup } from '../../mapping/user-search.ts';
import { rootField } from '../root-field.ts';

/** `Query.userLookup`: null for a key that nobody has. */
export const userLookup: QueryResolvers['userLookup'] = rootField(
  async ({ by }: QueryUserLookupArgs, _call, { loaders }) => {
    const violations = lookupViolations(by);
    if (violations.length > 0) throw invalidInput(violations);
    const lookup = toLookup(by);
    const user =
      'pair' in lookup
        ? await loaders.userByExternalId.load(lookup.pair)
        : await loaders.userByKey.load(lookup.by);
    return user ?? null;
  },
  (args) => ({ kind: 'read', argument: 'by', input: args }),
);
