import type { RequestKind } from './breaker.ts';
import type { Disconnection } from './call.ts';
import type { Deadline } from './deadline.ts';
import { UsersApiHeldError, UsersApiWithdrawnError } from './errors.ts';

/** Where a 429 does not say, and the longest that is obeyed. */
const DEFAULT_MS = 1000;
export const MAX_HOLD_MS = 300_000;
/** Requests of one credential and kind that wait at a time. */
const MAX_WAITING = 16;
/** Of a request's time, for the wait: a write that is sent in its last moment only leaves an unknown outcome behind. */
const WAITING_SHARE = 0.9;
/** The first that leaves after a hold is waited for so long: then it was not answered 429. */
const TRIAL_MS = 2000;
/** What came of an attempt: `limited` for a 429, `unsent` when nothing left. */
export type PassVerdict = 'answered' | 'limited' | 'unsent';

/** Leave to send one attempt. */
export interface Pass {
  /** When the attempt is over. Only the first word counts. */
  end(verdict: PassVerdict): void;
}

/** A credential begins to be held. */
export interface HoldEvent {
  /** Of the request that was answered 429. */
  readonly requestId: string;
  readonly waitMs: number;
}

export interface HoldsOptions {
  /** Must not throw. */
  readonly onHold?: ((hold: HoldEvent) => void) | undefined;
  /** Credentials that are held at a time. @default 10000 */
  readonly maxHeld?: number;
  /** A clock in milliseconds that never goes back. @default performance.now */
  readonly now?: () => number;
}

/** A request that waits for its turn. */
export interface HeldCall {
  readonly deadline: Deadline;
  readonly gone?: Disconnection | undefined;
}

interface Waiting extends HeldCall {
  readonly kind: RequestKind;
  /** To leave itself; or just to be told when the hold is over. */
  readonly purpose: 'leave' | 'outlast';
  readonly resolve: (pass: Pass) => void;
  readonly reject: (error: Error) => void;
}

interface Hold {
  untilMs: number;
  /** The first that left after the hold, until it is answered. */
  trial: Pass | undefined;
  timer: NodeJS.Timeout | undefined;
  readonly waiting: Set<Waiting>;
}

const FREE: Pass = { end: () => undefined };

/**
 * Credentials that the Users API told to wait (429). What waits for the end of a hold leaves in turn: one first, and the
 * others when that one was not answered 429.
 */
export class Holds {
  readonly #holds = new Map<string, Hold>();
  readonly #onHold: (hold: HoldEvent) => void;
  readonly #maxHeld: number;
  readonly #now: () => number;

  constructor({
    onHold = () => undefined,
    maxHeld = 10_000,
    now = () => performance.now(),
  }: HoldsOptions = {}) {
    this.#onHold = onHold;
    this.#maxHeld = maxHeld;
    this.#now = now;
  }

  /** How many credentials are held. */
  get size(): number {
    return this.#holds.size;
  }

  /** A request of this credential was answered 429. @param askedMs - The answer's Retry-After. */
  tell(credential: string, askedMs: number | undefined, requestId: string): void {
    const waitMs = Math.min(askedMs ?? DEFAULT_MS, MAX_HOLD_MS);
    const known = this.#holds.get(credential);
    const restMs = known === undefined ? 0 : Math.max(0, known.untilMs - this.#now());
    if (waitMs <= restMs) return;
    const hold = known ?? this.#add(credential);
    hold.untilMs = this.#now() + waitMs;
    hold.trial = undefined;
    this.#arm(credential, hold, waitMs);
    if (restMs === 0) this.#onHold({ requestId, waitMs });
  }

  /**
   * Waits while the credential is held; where it is not, the pass is there at once.
   *
   * @throws {@link UsersApiHeldError} when the wait would take too much of the time, or too many wait already.
   * @throws {@link UsersApiWithdrawnError} when the caller has gone.
   */
  pass(credential: string, kind: RequestKind, call: HeldCall): Pass | Promise<Pass> {
    const hold = this.#holds.get(credential);
    if (hold === undefined) return FREE;
    if (this.#isOver(hold) && hold.trial === undefined && hold.waiting.size === 0) {
      return this.#startTrial(credential, hold);
    }
    return this.#wait(hold, { ...call, kind, purpose: 'leave' });
  }

  /**
   * Waits, as a write does, until the hold is over, for something that begins anew then and asks for its pass by itself.
   *
   * @throws The same.
   */
  async outlast(credential: string, call: HeldCall): Promise<void> {
    const hold = this.#holds.get(credential);
    if (hold === undefined || this.#isOver(hold)) return;
    await this.#wait(hold, { ...call, kind: 'write', purpose: 'outlast' });
  }

  async #wait(hold: Hold, call: Omit<Waiting, 'resolve' | 'reject'>): Promise<Pass> {
    if (call.gone?.aborted) throw new UsersApiWithdrawnError();
    const alike = [...hold.waiting].filter(({ kind }) => kind === call.kind).length;
    if (alike >= MAX_WAITING || !this.#fits(hold, call)) throw this.#held(hold);
    return new Promise((resolve, reject) => this.#enter(hold, { ...call, resolve, reject }));
  }

  #enter(hold: Hold, waiting: Waiting): void {
    const { deadline, gone } = waiting;
    const leave = (): void => {
      hold.waiting.delete(entry);
      clearTimeout(timer);
      gone?.removeEventListener('abort', withdraw);
    };
    const withdraw = (): void => entry.reject(new UsersApiWithdrawnError());
    const entry: Waiting = {
      ...waiting,
      resolve: (pass) => {
        leave();
        waiting.resolve(pass);
      },
      reject: (error) => {
        leave();
        waiting.reject(error);
      },
    };
    const timer = setTimeout(
      () => entry.reject(this.#held(hold)),
      Math.ceil(deadline.remainingMs() * WAITING_SHARE),
    );
    gone?.addEventListener('abort', withdraw);
    hold.waiting.add(entry);
  }

  #fits(hold: Hold, { deadline }: HeldCall): boolean {
    return hold.untilMs - this.#now() < deadline.remainingMs() * WAITING_SHARE;
  }

  /** While the first is on its way nobody knows how long it takes: as after a 429 that does not say. */
  #held({ untilMs }: Hold): UsersApiHeldError {
    const restMs = Math.ceil(untilMs - this.#now());
    return new UsersApiHeldError(restMs > 0 ? restMs : DEFAULT_MS);
  }

  #add(credential: string): Hold {
    const [oldest] = this.#holds;
    if (oldest !== undefined && this.#holds.size >= this.#maxHeld) this.#release(...oldest);
    const hold: Hold = { untilMs: 0, trial: undefined, timer: undefined, waiting: new Set() };
    this.#holds.set(credential, hold);
    return hold;
  }

  #arm(credential: string, hold: Hold, ms: number): void {
    clearTimeout(hold.timer);
    hold.timer = setTimeout(() => this.#onTime(credential, hold), Math.ceil(ms));
    hold.timer.unref();
    for (const waiting of hold.waiting) if (!this.#fits(hold, waiting)) waiting.reject(this.#held(hold));
  }

  /** The hold is over, or its trial has had its time. */
  #onTime(credential: string, hold: Hold): void {
    if (!this.#isOver(hold)) {
      this.#arm(credential, hold, hold.untilMs - this.#now());
      return;
    }
    if (hold.trial !== undefined || hold.waiting.size === 0) {
      this.#release(credential, hold);
      return;
    }
    const [...waiting] = hold.waiting;
    for (const { purpose, resolve } of waiting) if (purpose === 'outlast') resolve(FREE);
    // Where only these have waited, one of them is soon back for the first pass.
    this.#arm(credential, hold, TRIAL_MS);
    const first = waiting.find(({ purpose }) => purpose === 'leave');
    first?.resolve(this.#startTrial(credential, hold));
  }

  #isOver({ untilMs }: Hold): boolean {
    return untilMs <= this.#now();
  }

  #startTrial(credential: string, hold: Hold): Pass {
    const trial: Pass = { end: (verdict) => this.#endTrial(credential, hold, trial, verdict) };
    hold.trial = trial;
    this.#arm(credential, hold, TRIAL_MS);
    return trial;
  }

  #endTrial(credential: string, hold: Hold, trial: Pass, verdict: PassVerdict): void {
    if (hold.trial !== trial) return;
    if (verdict === 'answered') {
      this.#release(credential, hold);
      return;
    }
    // The next has its turn.
    hold.trial = undefined;
    this.#onTime(credential, hold);
  }

  /** Everybody may leave. */
  #release(credential: string, hold: Hold): void {
    clearTimeout(hold.timer);
    if (this.#holds.get(credential) === hold) this.#holds.delete(credential);
    for (const waiting of hold.waiting) waiting.resolve(FREE);
  }
}
