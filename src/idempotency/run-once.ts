import {
  IdempotencyInProgressError,
  IdempotencyKeyReusedError,
  IdempotencyStoreFullError,
} from './errors.ts';
import type { Claim, IdempotencyStore } from './store.ts';

export interface RunOnceOptions<Value> {
  readonly store: IdempotencyStore;
  /** From {@link identifyCall}. */
  readonly scope: string;
  /** From {@link identifyCall}. */
  readonly fingerprint: string;
  /** How long `act` or `resume` may take at the very most, in milliseconds; longer than their deadline. */
  readonly claimMs: number;
  /** How long to wait for somebody else who runs the same call. */
  readonly deadline: { remainingMs(): number };
  readonly serialise: (value: Value) => string;
  readonly deserialise: (text: string) => Value;
  /** Runs when the key was free. When it rejects, nobody knows what it did: the record becomes unknown. */
  readonly act: () => Promise<Execution<Value>>;
  /**
   * Runs when an earlier call ended without a known outcome, and may do nothing that must not be done twice. It gets what
   * the earlier caller was told; undefined when it was told nothing (its process ended, or was too slow).
   */
  readonly resume: (earlier: Value | undefined) => Promise<Execution<Value>>;
  /** Told when the outcome could not be stored; the caller gets its answer all the same. */
  readonly onNotStored?: (reason: unknown) => void;
}

export interface Execution<Value> {
  readonly value: Value;
  /**
   * `completed`: a repeat gets this value. `unknown`: a repeat resumes. `release`: a repeat acts anew, unless the outcome
   * was ever unknown: such a record stays unknown until its time to live ends.
   */
  readonly keep: 'completed' | 'unknown' | 'release';
}

export interface RunOnceResult<Value> {
  readonly value: Value;
  /** True when the value comes from the store and nothing was done. */
  readonly replayed: boolean;
}

/**
 * Claims the key, acts and remembers, or replays what was remembered. Of any number of simultaneous calls one acts; the
 * others wait for it.
 *
 * @throws IdempotencyError; nothing was done then.
 */
export async function runOnce<Value>(options: RunOnceOptions<Value>): Promise<RunOnceResult<Value>> {
  const { store, scope, deadline, deserialise } = options;
  for (;;) {
    const claim: Claim = await store.claim(options);
    switch (claim.state) {
      case 'claimed':
        return execute(options, claim.holder, options.act);
      case 'resuming': {
        const { holder, outcome } = claim;
        return execute(options, holder, async () =>
          options.resume(outcome === undefined ? undefined : deserialise(outcome)),
        );
      }
      case 'completed':
        return { value: deserialise(claim.outcome), replayed: true };
      case 'reused':
        throw new IdempotencyKeyReusedError();
      case 'full':
        throw new IdempotencyStoreFullError();
      case 'running': {
        const remainingMs = deadline.remainingMs();
        if (remainingMs <= 0) throw new IdempotencyInProgressError();
        await store.waitForChange(scope, Math.min(remainingMs, claim.expiresInMs));
        break;
      }
      default:
        return claim satisfies never;
    }
  }
}

async function execute<Value>(
  options: RunOnceOptions<Value>,
  holder: string,
  run: () => Promise<Execution<Value>>,
): Promise<RunOnceResult<Value>> {
  const { store, scope, serialise } = options;
  let execution: Execution<Value>;
  try {
    execution = await run();
  } catch (error) {
    await remember(options, () => store.markUnknown(scope, holder));
    throw error;
  }
  const { keep, value } = execution;
  await remember(options, async () => {
    switch (keep) {
      case 'completed':
        return store.complete(scope, holder, serialise(value));
      case 'unknown':
        return store.markUnknown(scope, holder, serialise(value));
      case 'release':
        return store.release(scope, holder);
      default:
        return keep satisfies never;
    }
  });
  return { value, replayed: false };
}

/** The deed is done: what the store says now must not change what the caller is told. */
async function remember(
  { onNotStored }: { readonly onNotStored?: (reason: unknown) => void },
  store: () => Promise<boolean>,
): Promise<void> {
  try {
    if (!(await store()))
      onNotStored?.(new Error('the claim had expired and somebody else took the key over'));
  } catch (error) {
    onNotStored?.(error);
  }
}
