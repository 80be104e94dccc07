import { FIRST_SAMPLE_EXTERNAL_ID, FIRST_SAMPLE_USER } from './sample-users.ts';
import { withId } from './corrupted-answers.ts';
import { getUser } from './user-endpoints.ts';
import type { Answer } from './answer.ts';
import type { Call, RecordOverrides } from './endpoint.ts';
import type { EndpointRoute } from './endpoints.ts';
import type { FaultMatch } from './find-fault.ts';
import type { UserStore } from './user-store.ts';

/**
 * Carries out a request with a magic value as if it had none. A magic id has no record, so the first sample user, or its
 * first external id, answers in its place, and nothing is saved; it answers a look-up of a magic value that finds nothing too.
 */
export function perform(
  { method, path, respond }: EndpointRoute,
  { isMagicId }: FaultMatch,
  call: Call,
  store: UserStore,
  overrides: RecordOverrides = {},
): Answer {
  if (isMagicId && call.id !== undefined) {
    const id = path.startsWith('/v1/users') ? FIRST_SAMPLE_USER : FIRST_SAMPLE_EXTERNAL_ID;
    return withId(respond({ ...call, id, savesNothing: true }, store), call.id);
  }
  const answer = respond({ ...call, overrides }, store);
  return method === 'GET' && answer.status === 404
    ? getUser({ ...call, id: FIRST_SAMPLE_USER }, store)
    : answer;
}
