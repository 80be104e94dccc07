import {
  IdempotencyInProgressError,
  IdempotencyKeyReusedError,
  IdempotencyStoreFullError,
  IdempotencyUnavailableError,
} from './errors.ts';
import type { Claim, HeldKey, IdempotencyStore, Knowledge, RecordIdentity } from './store.ts';

export interface RunOnceOptions<Value> extends RecordIdentity {
  readonly store: IdempotencyStore;
  /** How long `act` or `resume` may take at the very most, in milliseconds; longer than their deadline. */
  readonly claimMs: number;
  /** Until when to wait for somebody else who runs the same call, and for the store. */
  readonly deadline: { remainingMs(): number };
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  readonly serialise: (value: Value) => string;
  /** Undefined: the text cannot be read. */
  readonly deserialise: (text: string) => Value | undefined;
  /** Runs when the key was free. When it rejects, nobody knows what it did: the record becomes unknown. */
  readonly act: () => Promise<Execution<Value>>;
  /** Runs when an earlier call ended without a known outcome, and may do nothing that must not be done twice. */
  readonly resume: (earlier: EarlierCall<Value>) => Promise<Execution<Value>>;
  /** Told, perhaps after the caller, when the outcome was not stored; the caller gets its answer all the same. */
  readonly onNotStored?: (reason: unknown) => void;
}

export interface EarlierCall<Value> {
  /** What it was told; undefined when it was told nothing (its process ended, or was too slow). */
  readonly value: Value | undefined;
  /** How long ago the first call began; undefined when nobody knows. */
  readonly beganAgoMs: number | undefined;
}

export interface Execution<Value> {
  readonly value: Value;
  /** What a repeat gets: this value, unless the outcome is unknown (it resumes) or the key is released (it acts anew). */
  readonly knowledge: Knowledge;
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
  const { store, scope, deadline, signal, deserialise } = options;
  let hasWaited = false;
  for (;;) {
    const claim = await claimInTime(options);
    if (claim === undefined) {
      throw hasWaited ? new IdempotencyInProgressError() : new IdempotencyUnavailableError();
    }
    switch (claim.state) {
      case 'claimed':
        return execute(heldKey(options, claim.holder, 0), options, options.act);
      case 'resuming': {
        const { holder, beganAgoMs, outcome } = claim;
        const earlier = { value: outcome === undefined ? undefined : deserialise(outcome), beganAgoMs };
        return execute(heldKey(options, holder, beganAgoMs), options, () => options.resume(earlier));
      }
      case 'completed': {
        const value = deserialise(claim.outcome);
        if (value !== undefined) return { value, replayed: true };
        const { value: found } = await options.resume({ value: undefined, beganAgoMs: undefined });
        return { value: found, replayed: false };
      }
      case 'reused':
        throw new IdempotencyKeyReusedError();
      case 'full':
        throw new IdempotencyStoreFullError();
      case 'running': {
        hasWaited = true;
        await store.waitForChange(
          scope,
          Math.max(0, Math.min(deadline.remainingMs(), claim.expiresInMs)),
          signal,
        );
        if (signal?.aborted || deadline.remainingMs() <= 0) throw new IdempotencyInProgressError();
        break;
      }
      default:
        return claim satisfies never;
    }
  }
}

function heldKey(
  { scope, fingerprint, owner }: RecordIdentity,
  holder: string,
  beganAgoMs: number | undefined,
): HeldKey {
  const beganAt = beganAgoMs === undefined ? undefined : performance.now() - beganAgoMs;
  return { scope, fingerprint, owner, holder, beganAt };
}

/** Undefined: the store did not answer in time. A claim that comes too late is given back. */
async function claimInTime<Value>(options: RunOnceOptions<Value>): Promise<Claim | undefined> {
  const { store, deadline } = options;
  const claiming = store.claim(options);
  const claim = await within(deadline.remainingMs(), claiming);
  if (claim !== undefined) return claim;
  const release = async () => {
    const late = await claiming;
    if (!('holder' in late)) return;
    await store.settle(heldKey(options, late.holder, undefined), { knowledge: 'released' });
  };
  release().catch(() => undefined);
  return undefined;
}

async function execute<Value>(
  held: HeldKey,
  options: RunOnceOptions<Value>,
  run: () => Promise<Execution<Value>>,
): Promise<RunOnceResult<Value>> {
  const { store, deadline, serialise, onNotStored } = options;
  const remember = async (knowledge: Knowledge, value?: Value): Promise<void> => {
    try {
      const outcome = value === undefined || knowledge === 'released' ? {} : { outcome: serialise(value) };
      await within(deadline.remainingMs(), store.settle(held, { knowledge, ...outcome }, onNotStored));
    } catch (error) {
      // The deed is done: what happens to its record must not change what the caller is told.
      onNotStored?.(error);
    }
  };
  let execution: Execution<Value>;
  try {
    execution = await run();
  } catch (error) {
    await remember('unknown');
    throw error;
  }
  await remember(execution.knowledge, execution.value);
  return { value: execution.value, replayed: false };
}

/** What comes in time; undefined: nothing came. */
async function within<Result>(ms: number, result: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    // A process that was held up itself first reads what has come meanwhile: timers run before that.
    timer = setTimeout(() => setImmediate(() => resolve(undefined)), ms);
  });
  try {
    return await Promise.race([result, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
