import { GatewayError } from '../mapping/gateway-error.ts';
import type { Call } from '../users-api/call.ts';
import type { UsersApi } from '../users-api/client.ts';
import { isUsersApiError } from '../users-api/errors.ts';
import { pause } from '../users-api/retry.ts';

/** Between two tries at least, doubled for each further one: the Users API may ask for no wait at all. */
const LEAST_PAUSE_MS = 50;
const LEAST_PAUSE_CAP_MS = 1000;

export interface Patience {
  /** Its deadline is that of all the tries. */
  readonly call: Call;
  readonly usersApi: Pick<UsersApi, 'outlastHold'>;
  /** Aborted when the gateway begins to drain: no wait outlasts that. */
  readonly draining: AbortSignal;
}

/**
 * Acts again and again while it is refused for a reason that passes, before anything was sent: the Users API told the caller
 * to wait, or its circuit is open. Each time it waits as long as it was told, if there is time.
 *
 * @throws The last refusal, or anything else at once.
 */
export async function outlastRefusals<T>(
  act: () => Promise<T>,
  { call, usersApi, draining }: Patience,
): Promise<T> {
  for (let refusals = 1; ; refusals += 1) {
    try {
      return await act();
    } catch (error) {
      const leastMs = Math.min(LEAST_PAUSE_CAP_MS, LEAST_PAUSE_MS * 2 ** (refusals - 1));
      const wait = waitAfter(error, leastMs, usersApi);
      if (wait === undefined || draining.aborted) throw error;
      if (!(await untilDraining(draining, call, wait))) throw error;
    }
  }
}

/** Waits; false when there is no use in it. Undefined: another try would come to the same. */
function waitAfter(
  error: unknown,
  leastMs: number,
  usersApi: Patience['usersApi'],
): ((call: Call) => Promise<boolean>) | undefined {
  if (!(error instanceof GatewayError)) return undefined;
  const { code, retry } = error.extensions;
  if (code === 'CIRCUIT_OPEN') {
    const afterMs = Math.max(leastMs, afterMsOf(retry));
    return ({ deadline, gone }) => pause(afterMs, deadline, gone);
  }
  if (code !== 'RATE_LIMITED') return undefined;
  return async (call) => (await outlastHold(usersApi, call)) && pause(leastMs, call.deadline, call.gone);
}

async function outlastHold(usersApi: Patience['usersApi'], call: Call): Promise<boolean> {
  try {
    await usersApi.outlastHold(call);
    return true;
  } catch (error) {
    if (isUsersApiError(error)) return false;
    throw error;
  }
}

function afterMsOf(retry: unknown): number {
  const afterMs = typeof retry === 'object' && retry !== null && 'afterMs' in retry ? retry.afterMs : 0;
  return typeof afterMs === 'number' ? afterMs : 0;
}

/** Waits with a call that is gone as soon as the gateway drains, too. */
async function untilDraining(
  draining: AbortSignal,
  call: Call,
  wait: (call: Call) => Promise<boolean>,
): Promise<boolean> {
  // Node 20 keeps a little of every AbortSignal.any() for as long as its sources live, and one of these lives with the gateway.
  const ended = new AbortController();
  const end = (): void => ended.abort();
  draining.addEventListener('abort', end);
  call.gone?.addEventListener('abort', end);
  if (draining.aborted || call.gone?.aborted) end();
  try {
    return await wait({ ...call, gone: ended.signal });
  } finally {
    draining.removeEventListener('abort', end);
    call.gone?.removeEventListener('abort', end);
  }
}
