import { addExternalId, removeExternalId, updateExternalId } from './external-id-endpoints.ts';
import {
  createUser,
  getUser,
  listUsers,
  lookUpByExternalId,
  lookUpUser,
  updateUser,
} from './user-endpoints.ts';
import type { Endpoint } from './endpoint.ts';

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
