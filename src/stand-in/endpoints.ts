import { addExternalId, removeExternalId, updateExternalId } from './external-id-endpoints.ts';
import {
  createUser,
  getUser,
  listUsers,
  lookUpByExternalId,
  lookUpUser,
  updateUser,
} from './user-endpoints.ts';
import type { Answer } from './answer.ts';
import type { JsonObject } from './json.ts';
import type { UserStore } from './user-store.ts';

/** One authenticated request to an endpoint. */
export interface Call {
  /** From the path; undefined where the path has none. */
  readonly id: bigint | undefined;
  /** Of a repeated key only the last value, as Rails reads it. */
  readonly query: Readonly<Record<string, string>>;
  /** Empty where the request has none, or one that is not a JSON object. */
  readonly body: JsonObject;
  /** True with a test-mode key: validate and answer, save nothing. */
  readonly savesNothing: boolean;
  /** What a magic value wants of the record that is made. */
  readonly wish?: Wish;
}

export interface Wish {
  /** Fields that no caller can write, over the caller's own. */
  readonly fields?: JsonObject;
  /** An id beyond 2^53. */
  readonly bigId?: boolean;
}

export type Endpoint = (call: Call, store: UserStore) => Answer;

export interface EndpointRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly respond: Endpoint;
}

/** Every documented endpoint of users; anything else is 404. */
export const ENDPOINTS: readonly EndpointRoute[] = [
  { method: 'GET', path: '/v1/users', respond: listUsers },
  { method: 'POST', path: '/v1/users', respond: createUser },
  { method: 'GET', path: '/v1/users/lookup', respond: lookUpUser },
  { method: 'GET', path: '/v1/users/lookup_by_external_id', respond: lookUpByExternalId },
  { method: 'GET', path: '/v1/users/:id', respond: getUser },
  { method: 'PUT', path: '/v1/users/:id', respond: updateUser },
  { method: 'POST', path: '/v1/external_ids', respond: addExternalId },
  { method: 'PUT', path: '/v1/external_ids/:id', respond: updateExternalId },
  { method: 'DELETE', path: '/v1/external_ids/:id', respond: removeExternalId },
];
