import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const WELL_FORMED = /^[A-Za-z0-9._:/-]{1,128}$/;

/**
 * The caller's `x-request-id` when it is well formed, else a new one.
 * Node joins a repeated header with a comma and a space, which no well-formed id holds.
 */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
}
