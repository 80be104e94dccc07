import { UsersApiCircuitOpenError } from './errors.ts';
import { FailureWindow } from './failure-window.ts';

/** From opening until one request, the probe, may try. */
const HALF_OPEN_AFTER_MS = 5000;
/** A probe that was not answered by then has failed, whatever its request comes to. */
const PROBE_MS = 2000;

/** Of a request, or of one that was never sent for a reason of the gateway's own (`none`). */
export type Verdict = 'answered' | 'failed' | 'none';

export type RequestKind = 'read' | 'write';

/** A request with all its repeats, as the breaker sees it. */
export interface JudgedRequest {
  /** Before each attempt. @throws {@link UsersApiCircuitOpenError} Nothing may be sent. */
  admit(): void;
  /** Once, when the request is over. */
  end(verdict: Verdict): void;
}

export interface Breaker {
  /** @param credential - {@link credentialKey} */
  begin(credential: string, kind: RequestKind): JudgedRequest;
  isOpen(): boolean;
}

export interface BreakerOptions {
  /** Told when the circuit opens, and when it closes again; not of probes that failed between. Must not throw. */
  readonly onChange?: ((state: 'open' | 'closed') => void) | undefined;
  /** A clock in milliseconds that never goes back. @default performance.now */
  readonly now?: () => number;
}

/** A request tells something about the state in which it was admitted, and nothing about a later one. */
type State = Closed | Open | HalfOpen;

interface Closed {
  readonly phase: 'closed';
  readonly recent: FailureWindow;
}

interface Open {
  readonly phase: 'open';
  readonly untilMs: number;
  /** Whose request failed last. */
  readonly failing: string;
}

/** A probe is on its way. */
interface HalfOpen {
  readonly phase: 'half-open';
  /** The same for all probes between two times of being open. */
  readonly round: object;
  /** How good a probe it is: a better one may go beside it, and is judged in its place. */
  readonly rank: number;
  readonly judgedAtMs: number;
  readonly timer: NodeJS.Timeout;
  readonly failing: string;
}

/** Refuses requests while too many of them fail ({@link FailureWindow}), and lets one try from time to time. */
export function createBreaker({ onChange, now = () => performance.now() }: BreakerOptions = {}): Breaker {
  let state: State = closed();

  function open(failing: string): void {
    const wasClosed = state.phase === 'closed';
    leave();
    state = { phase: 'open', untilMs: now() + HALF_OPEN_AFTER_MS, failing };
    if (wasClosed) onChange?.('open');
  }

  function leave(): void {
    if (state.phase === 'half-open') clearTimeout(state.timer);
  }

  /** @throws {@link UsersApiCircuitOpenError} */
  function probe(credential: string, kind: RequestKind): State {
    if (state.phase === 'closed') return state;
    const { failing } = state;
    const rank = Number(kind === 'read') + 2 * Number(credential !== failing);
    const waitMs =
      state.phase === 'open'
        ? state.untilMs - now()
        : Number(rank <= state.rank) * Math.max(1, state.judgedAtMs - now());
    if (waitMs > 0) throw new UsersApiCircuitOpenError(Math.ceil(waitMs));
    leave();
    const timer = setTimeout(() => open(credential), PROBE_MS);
    timer.unref();
    const judgedAtMs = now() + PROBE_MS;
    const round = state.phase === 'half-open' ? state.round : {};
    state = { phase: 'half-open', round, rank, judgedAtMs, timer, failing };
    return state;
  }

  function learn(admittedIn: State, credential: string, verdict: Verdict): void {
    if (admittedIn.phase === 'closed') {
      if (admittedIn !== state || verdict === 'none') return;
      if (verdict === 'answered') admittedIn.recent.addAnswered(credential, now());
      else if (admittedIn.recent.addFailed(credential, now())) open(credential);
      return;
    }
    if (state.phase !== 'half-open' || admittedIn.phase !== 'half-open') return;
    if (admittedIn.round === state.round && verdict === 'answered') {
      leave();
      state = closed();
      onChange?.('closed');
    } else if (admittedIn === state) {
      if (verdict === 'failed') open(credential);
      else {
        // It never left, so it says nothing: the next one may go at once.
        leave();
        state = { phase: 'open', untilMs: now(), failing: state.failing };
      }
    }
  }

  return {
    isOpen: () => state.phase !== 'closed',
    begin: (credential, kind) => {
      let admittedIn: State | undefined = state.phase === 'closed' ? state : undefined;
      if (state.phase === 'closed') state.recent.see(credential, now());
      return {
        admit: () => {
          if (admittedIn !== state || state.phase !== 'half-open') admittedIn = probe(credential, kind);
        },
        end: (verdict) => {
          if (admittedIn !== undefined) learn(admittedIn, credential, verdict);
        },
      };
    },
  };
}

const closed = (): Closed => ({ phase: 'closed', recent: new FailureWindow() });
