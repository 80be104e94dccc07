import type { CreateUserInput } from 'users-gateway-client';

import { toTrouble, type Trouble } from '../trouble.ts';
import type { ImportDriversMutation } from '../gql/graphql.ts';
import type { CheckedRow } from './check-rows.ts';
import { outcomeOf, type RowOutcome } from './row-outcome.ts';

/** What an import has come to. Each change is another object. */
export interface Progress {
  readonly phase: 'running' | 'paused' | 'done';
  /** In the order of the rows. */
  readonly outcomes: readonly RowOutcome[];
  /** Why it paused, or what it waits for. */
  readonly trouble?: Trouble | undefined;
}

/** One `createUsers`. */
export type SendBatch = (
  users: CreateUserInput[],
  key: string,
) => Promise<{ readonly data?: ImportDriversMutation | null | undefined; readonly error?: unknown }>;

/** Small enough for the progress to move and for a pause to come soon; the gateway takes up to 100. */
const BATCH_SIZE = 20;

/**
 * Sends rows batch by batch. A pause lets the batch on its way come back. What failed for now is sent again, at last; what
 * needs somebody ends in a pause.
 */
export class ImportRun {
  readonly rows: readonly CheckedRow[];
  readonly #send: SendBatch;
  /**
   * Of each row, how often it was sent anew after a refusal. The key is made of nothing else: whatever file a row comes in again,
   * under the same key it is found by its content and not created twice. Refusals are told again too, so that asking anew takes
   * another key; the next one in a fixed order, so that asking anew twice creates nobody twice either.
   */
  readonly #rounds: number[];
  readonly #listeners = new Set<() => void>();
  #progress: Progress;
  #wake: (() => void) | undefined;

  constructor(rows: readonly CheckedRow[], send: SendBatch) {
    this.rows = rows;
    this.#send = send;
    this.#rounds = rows.map(() => 1);
    this.#progress = { phase: 'paused', outcomes: rows.map(() => ({ kind: 'waiting', tries: 0 })) };
  }

  readonly progress = (): Progress => this.#progress;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins, or goes on after a pause. */
  readonly resume = (): void => {
    if (this.#progress.phase !== 'paused') return;
    this.#sendAgain('waiting');
  };

  /** Sends again, with their keys, rows of which nobody knows. */
  readonly findOut = (): void => this.#sendAgain('unknown');

  readonly pause = (): void => {
    if (this.#progress.phase !== 'running') return;
    this.#change({ phase: 'paused', trouble: undefined });
    this.#wake?.();
  };

  /** Asks anew for rows that were refused: what was in their way may be gone. */
  readonly askAgain = (): void => {
    for (const [index, { kind }] of this.#progress.outcomes.entries()) {
      if (kind === 'refused') this.#rounds[index] = (this.#rounds[index] ?? 0) + 1;
    }
    this.#sendAgain('refused');
  };

  #sendAgain(kind: RowOutcome['kind']): void {
    const outcomes = this.#progress.outcomes.map((outcome): RowOutcome =>
      outcome.kind === kind ? { kind: 'waiting', tries: 0 } : outcome,
    );
    this.#change({ phase: 'running', outcomes, trouble: undefined });
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#progress.phase === 'running' && !this.#isSending()) {
      const batch = this.#nextBatch();
      if (batch.length === 0) {
        this.#change({ phase: 'done', trouble: undefined });
        return;
      }
      const trouble = await this.#sendBatch(batch);
      // A pause or another run may have begun meanwhile.
      if (this.progress().phase !== 'running' || trouble === undefined) continue;
      if (trouble.notBefore === undefined) this.#change({ phase: 'paused', trouble });
      else await this.#waitUntil(trouble.notBefore, trouble);
    }
  }

  /** @returns what the next batch has to wait for. */
  async #sendBatch(batch: readonly number[]): Promise<Trouble | undefined> {
    const tries = batch.map((index) => triesOf(this.#progress.outcomes[index]) + 1);
    this.#setOutcomes(batch, (at) => ({ kind: 'sending', tries: tries[at] ?? 1 }));
    const rows = batch.flatMap((index) => this.rows[index] ?? []);
    const answer = await this.#send(
      rows.map(({ input }) => input),
      `driver-import-${this.#rounds[batch[0] ?? 0]}`,
    ).catch((error: unknown) => ({ data: undefined, error }));
    const results = answer.data?.createUsers?.results;
    if (results === undefined) {
      // Nothing is known of any of them, but the key finds out.
      this.#setOutcomes(batch, () => ({ kind: 'waiting', tries: 0 }));
      return toTrouble(answer);
    }
    const outcomes = rows.map((row, at) =>
      outcomeOf(row, { answer, results, index: at, tries: tries[at] ?? 1 }),
    );
    this.#setOutcomes(batch, (at) => outcomes[at]);
    const troubles = outcomes.flatMap((outcome) =>
      outcome.kind === 'waiting' ? (outcome.trouble ?? []) : [],
    );
    // Where one row fails, the others go on. Where each one does, there is no use in it.
    const isOutage = troubles.length === batch.length;
    return (
      troubles.find(({ step }) => step === 'signIn') ??
      latest(troubles) ??
      (isOutage ? troubles[0] : undefined)
    );
  }

  /** Places of rows to be sent, of one key: those that were not sent before come first. */
  #nextBatch(): number[] {
    const waiting = this.#progress.outcomes
      .map((outcome, index) => ({ index, tries: triesOf(outcome), isWaiting: outcome.kind === 'waiting' }))
      .filter(({ isWaiting }) => isWaiting);
    const [first, ...others] = waiting
      .sort((one, other) => one.tries - other.tries)
      .map(({ index }) => index);
    if (first === undefined) return [];
    const hasItsKey = (index: number) => this.#rounds[index] === this.#rounds[first];
    return [first, ...others.filter(hasItsKey)].slice(0, BATCH_SIZE);
  }

  async #waitUntil(moment: number, trouble: Trouble): Promise<void> {
    this.#change({ trouble });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, moment - Date.now());
      this.#wake = () => (clearTimeout(timer), resolve());
    });
    if (this.#progress.phase === 'running') this.#change({ trouble: undefined });
  }

  #isSending(): boolean {
    return this.#progress.outcomes.some(({ kind }) => kind === 'sending');
  }

  #setOutcomes(batch: readonly number[], outcomeAt: (at: number) => RowOutcome | undefined): void {
    const outcomes = [...this.#progress.outcomes];
    for (const [at, index] of batch.entries())
      outcomes[index] = outcomeAt(at) ?? { kind: 'waiting', tries: 0 };
    this.#change({ outcomes });
  }

  #change(change: Partial<Progress>): void {
    this.#progress = { ...this.#progress, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function triesOf(outcome: RowOutcome | undefined): number {
  return outcome?.kind === 'waiting' || outcome?.kind === 'sending' ? outcome.tries : 0;
}

/** The one that has to be waited for longest; undefined: the next batch may go at once. */
function latest(troubles: readonly Trouble[]): Trouble | undefined {
  return troubles
    .filter(({ notBefore }) => notBefore !== undefined)
    .sort((one, other) => (other.notBefore ?? 0) - (one.notBefore ?? 0))[0];
}
