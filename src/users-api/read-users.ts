import type { Call } from './call.ts';
import { UsersApiFormatError } from './errors.ts';
import type { Send, UsersApiRequest } from './send.ts';
import { isSuccess } from './exchange.ts';
import { expectIn, parseUser, parseUserPage, parseUserWithId, saysErrorMessage } from './parse-answer.ts';
import { toPathId } from './id.ts';
import { toQuery } from './query.ts';
import type { DutyStatusValue, UserPage, UserResource, UserRoleValue, UserStatusValue } from './resources.ts';

/** Exactly one criterion: what several do together is not documented. */
export type UserLookup =
  | { readonly email: string }
  | { readonly username: string }
  | { readonly driver_company_id: string }
  | { readonly phone: string };

/** The pair is unique at the Users API. */
export interface ExternalIdPair {
  readonly external_id: string;
  readonly integration_name: string;
}

/** What one user is looked up by. */
export type Criterion = { readonly pair: ExternalIdPair } | { readonly by: UserLookup };

export interface ListUsersParams {
  readonly role?: UserRoleValue;
  readonly duty_status?: DutyStatusValue;
  readonly status?: UserStatusValue;
  /** First name, last name or both. */
  readonly name?: string;
  readonly updated_after?: string;
  /** From 1. */
  readonly page_no: number;
  /** At most 100. */
  readonly per_page: number;
}

/** Undefined: nobody has this id. @param id - Digits. */
export async function getUser(send: Send, id: string, call: Call): Promise<UserResource | undefined> {
  const path = `/v1/users/${toPathId(id)}`;
  const answer = await send({ operation: 'getUser', method: 'GET', path }, call);
  return answer.meta.status === 404 ? undefined : expectIn(answer, parseUserWithId(id));
}

/** Undefined: nobody is found. */
export function lookupUser(send: Send, by: UserLookup, call: Call): Promise<UserResource | undefined> {
  return lookUp(
    send,
    { operation: 'lookupUser', method: 'GET', path: `/v1/users/lookup${toQuery(by)}` },
    call,
  );
}

/** Undefined: nobody is found. */
export function lookupUserByExternalId(
  send: Send,
  pair: ExternalIdPair,
  call: Call,
): Promise<UserResource | undefined> {
  const path = `/v1/users/lookup_by_external_id${toQuery(pair)}`;
  return lookUp(send, { operation: 'lookupUserByExternalId', method: 'GET', path }, call);
}

/** Undefined: nobody is found. */
export function lookUpBy(send: Send, criterion: Criterion, call: Call): Promise<UserResource | undefined> {
  return 'pair' in criterion
    ? lookupUserByExternalId(send, criterion.pair, call)
    : lookupUser(send, criterion.by, call);
}

/**
 * One page of a list, whose position and length it can be trusted to have. A list that matches nobody is a 404, or
 * `error_message` in a 2xx.
 *
 * @throws {@link UsersApiFormatError} for a page that is none of those that were asked for: users would be lost or repeated.
 */
export async function listUsers(send: Send, params: ListUsersParams, call: Call): Promise<UserPage> {
  const path = `/v1/users${toQuery(params)}`;
  const answer = await send({ operation: 'listUsers', method: 'GET', path }, call);
  const { page_no, per_page } = params;
  const isMiss = answer.meta.status === 404 || (isSuccess(answer.meta) && saysErrorMessage(answer.body));
  const page = isSuccess(answer.meta) ? parseUserPage(answer.body) : undefined;
  if (page === undefined && isMiss) {
    return { users: [], perPage: per_page, ...(page_no === 1 && { total: 0 }) };
  }
  const { users, total, pageNo = page_no, perPage = per_page } = page ?? expectIn(answer, parseUserPage);
  const end = (page_no - 1) * perPage + users.length;
  if (pageNo !== page_no) throw new UsersApiFormatError(answer.meta, 'with another page than asked for');
  if (users.length > perPage) throw new UsersApiFormatError(answer.meta, 'with a page that is too long');
  if (users.length < perPage && end < (total ?? 0)) {
    throw new UsersApiFormatError(answer.meta, 'with a short page that is not the last');
  }
  return { users, perPage, ...(total !== undefined && { total }) };
}

/** A miss is a 404, or `error_message` in a 2xx as one public client reads it. */
async function lookUp(send: Send, request: UsersApiRequest, call: Call): Promise<UserResource | undefined> {
  const answer = await send(request, call);
  if (answer.meta.status === 404) return undefined;
  const user = isSuccess(answer.meta) ? parseUser(answer.body) : undefined;
  if (user === undefined && isSuccess(answer.meta) && saysErrorMessage(answer.body)) return undefined;
  return user ?? expectIn(answer, parseUser);
}
