import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import { canonicalJson } from '../idempotency/canonical-json.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Which of a batch's users a create is: instead of by its index, by what it is and how many equal ones stand before it. */
export interface BatchItem {
  /** Among users that are equal in everything. */
  readonly ordinal: number;
  /** Among users that are equal in everything but secrets. */
  readonly publicOrdinal: number;
}

/** In the order of the users. */
export function batchItems(users: readonly CreateUserInput[]): BatchItem[] {
  const ordinalOf = createCounter();
  const publicOrdinalOf = createCounter();
  return users.map((user) => ({
    ordinal: ordinalOf(canonicalJson(user)),
    publicOrdinal: publicOrdinalOf(canonicalJson(withoutSecrets(user))),
  }));
}

/** How often a text came before. */
function createCounter(): (text: string) => number {
  const seen = new Map<string, number>();
  return (text) => {
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return before;
  };
}
