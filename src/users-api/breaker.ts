import { isAttemptError, UsersApiCircuitOpenError } from './errors.ts';
import type { Answer } from './exchange.ts';
import type { Send } from './send.ts';

/** The circuit opens when at least so many attempts ended within the window and more than this share of them failed. */
const MIN_ATTEMPTS = 20;
const WINDOW_SECONDS = 10;
const FAILING_SHARE = 0.5;
/** From opening until one attempt, the probe, may try. */
const HALF_OPEN_AFTER_MS = 5000;

export interface Breaker {
  /** Counts, and refuses while the circuit is open. @throws {@link UsersApiCircuitOpenError} Nothing was sent. */
  readonly guarded: Send;
  /** Counts, and never refuses: for finding out about a write that was sent already. */
  readonly passing: Send;
  isOpen(): boolean;
}

export interface BreakerOptions {
  /** Told when the circuit opens, and when it closes again; not of probes that failed between. Must not throw. */
  readonly onChange?: ((state: 'open' | 'closed') => void) | undefined;
  /** A clock in milliseconds that never goes back. @default performance.now */
  readonly now?: () => number;
}

/** An attempt tells something about the state in which it began, and nothing about a later one. */
type State =
  | { readonly phase: 'closed'; readonly recent: RecentAttempts }
  | { readonly phase: 'open'; readonly untilMs: number }
  /** One probe is on its way. */
  | { readonly phase: 'half-open' };

/** Counts 5xx, timeouts, broken connections and connect failures as failures; every other answer is a success. */
export function createBreaker(
  send: Send,
  { onChange, now = () => performance.now() }: BreakerOptions = {},
): Breaker {
  let state: State = closed();

  function learn(begunIn: State, verdict: Verdict): void {
    if (begunIn !== state) return;
    if (state.phase === 'closed') {
      if (verdict !== 'none' && state.recent.add(now(), verdict) === 'failing') {
        state = open(now() + HALF_OPEN_AFTER_MS);
        onChange?.('open');
      }
    } else if (verdict === 'answered') {
      state = closed();
      onChange?.('closed');
    } else {
      // A probe that never left says nothing: the next one may go at once.
      state = open(verdict === 'none' ? now() : now() + HALF_OPEN_AFTER_MS);
    }
  }

  async function observed(begunIn: State, ...[request, call]: Parameters<Send>): Promise<Answer> {
    try {
      const answer = await send(request, call);
      learn(begunIn, answer.meta.status >= 500 ? 'failed' : 'answered');
      return answer;
    } catch (error) {
      learn(begunIn, verdictOn(error));
      throw error;
    }
  }

  return {
    isOpen: () => state.phase !== 'closed',
    guarded: async (request, call) => {
      if (state.phase !== 'closed') {
        const waitMs = state.phase === 'open' ? state.untilMs - now() : HALF_OPEN_AFTER_MS;
        if (waitMs > 0) throw new UsersApiCircuitOpenError(Math.ceil(waitMs));
        state = { phase: 'half-open' };
      }
      return observed(state, request, call);
    },
    passing: (request, call) =>
      state.phase === 'closed' ? observed(state, request, call) : send(request, call),
  };
}

/** `none`: the attempt never left, for a reason of the gateway's own. */
type Verdict = 'answered' | 'failed' | 'none';

function verdictOn(error: unknown): Verdict {
  if (!isAttemptError(error)) return 'none';
  switch (error.kind) {
    case 'unreachable':
    case 'timeout':
    case 'network':
      return 'failed';
    case 'format':
    case 'http':
      return 'answered';
    case 'overloaded':
    case 'withdrawn':
    case 'circuit-open':
      return 'none';
    default:
      return error satisfies never;
  }
}

/** How many attempts ended, and failed, in each of the last seconds. */
class RecentAttempts {
  readonly #seconds = new Map<number, { ended: number; failed: number }>();

  add(nowMs: number, verdict: Exclude<Verdict, 'none'>): 'failing' | 'sound' {
    const second = Math.floor(nowMs / 1000);
    for (const past of this.#seconds.keys()) {
      if (past <= second - WINDOW_SECONDS) this.#seconds.delete(past);
    }
    const current = this.#seconds.get(second) ?? { ended: 0, failed: 0 };
    this.#seconds.set(second, current);
    current.ended += 1;
    if (verdict === 'failed') current.failed += 1;
    let [ended, failed] = [0, 0];
    for (const count of this.#seconds.values()) {
      ended += count.ended;
      failed += count.failed;
    }
    return ended >= MIN_ATTEMPTS && failed > FAILING_SHARE * ended ? 'failing' : 'sound';
  }
}

const closed = (): State => ({ phase: 'closed', recent: new RecentAttempts() });
const open = (untilMs: number): State => ({ phase: 'open', untilMs });
