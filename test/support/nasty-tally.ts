import type { StoredUser } from './faulty-users-api.ts';
import type { NastyInput, NastyTold } from './nasty-callers.ts';

/** What callers were told, held against who exists when everything is over. */
export interface NastyTally {
  readonly creates: number;
  readonly posts: number;
  readonly lookups: number;
  readonly seconds: number;
  /** How many creates came to what. */
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Of each create that was told falsely: what, and what had happened to it. */
  readonly findings: readonly string[];
}

/**
 * `created`: exactly this user exists. `unknown`: nobody knows, or the user exists and its id is lost. `refused`: not applied, or
 * only validated, and nobody exists. `doubled`: there are users too many.
 */
export type Verdict = 'created' | 'unknown' | 'refused' | FalseVerdict;

/**
 * Not applied, or only validated, and the user exists; created, and it is another user or none; replayed with another id; the
 * user that is named as existing holds no key of the create.
 */
type FalseVerdict =
  | 'doubled'
  | 'falsely failed'
  | 'falsely validated'
  | 'falsely created'
  | 'falsely replayed'
  | 'falsely named';

export function tallyOf(
  inputs: readonly NastyInput[],
  told: ReadonlyMap<number, NastyTold>,
  users: readonly StoredUser[],
  happened: ReadonlyMap<string, readonly string[]>,
): Pick<NastyTally, 'counts' | 'findings'> {
  const counts: Record<Verdict, number> = {
    created: 0,
    unknown: 0,
    refused: 0,
    doubled: 0,
    'falsely failed': 0,
    'falsely validated': 0,
    'falsely created': 0,
    'falsely replayed': 0,
    'falsely named': 0,
  };
  const findings: string[] = [];
  const holders = inputs.filter(({ heldBy }) => heldBy !== undefined).length;
  const named = new Map<unknown, StoredUser[]>();
  // Holders were there before the first create.
  for (const user of users.slice(holders)) {
    const name = user['driver_company_id'];
    named.set(name, [...(named.get(name) ?? []), user]);
  }
  for (const { index, fields } of inputs) {
    const answer = told.get(index);
    if (answer === undefined) throw new Error('a create was not answered');
    const name = fields.driverCompanyId;
    const mine = named.get(name) ?? [];
    const existing = users.find(({ id }) => id === answer.existingUserId);
    const isFalselyNamed = answer.existingUserId !== undefined && !holdsKey(existing, name);
    const verdicts: Verdict[] = [
      verdictOn(answer, mine),
      ...Array.from({ length: mine.length - 1 }, () => 'doubled' as const),
      ...(answer.isReplayedOtherwise === true ? (['falsely replayed'] as const) : []),
      ...(isFalselyNamed ? (['falsely named'] as const) : []),
    ];
    for (const verdict of verdicts) {
      counts[verdict] += 1;
      if (!HONEST.has(verdict)) {
        const ids = mine.map(({ id }) => id).join(', ');
        const history = happened.get(name)?.join('; ') ?? '';
        findings.push(`${verdict}: told ${JSON.stringify(answer)}, exists: ${ids || 'nobody'}; ${history}`);
      }
    }
  }
  return { counts, findings };
}

const HONEST: ReadonlySet<Verdict> = new Set(['created', 'unknown', 'refused']);

function verdictOn({ outcome, id }: NastyTold, mine: readonly StoredUser[]): Verdict {
  const exists = mine.length > 0;
  switch (outcome) {
    case 'created':
      return mine.some((user) => user.id === id) ? 'created' : 'falsely created';
    case 'applied':
      return exists ? 'unknown' : 'falsely created';
    case 'unknown':
      return 'unknown';
    case 'failed':
      return exists ? 'falsely failed' : 'refused';
    case 'validated':
      return exists ? 'falsely validated' : 'refused';
    default:
      return outcome satisfies never;
  }
}

function holdsKey(user: StoredUser | undefined, name: string): boolean {
  return (
    user?.username === name || (user?.external_ids.some(({ external_id }) => external_id === name) ?? false)
  );
}
