import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLInputType,
  type GraphQLResolveInfo,
} from 'graphql';

import type { Caller } from '../users-api/caller.ts';
import { isSensitive } from './execution/sensitive-fields.ts';

/** What must not appear in any message about a root field: the caller's credential, and {@link secretsIn} its arguments. */
export function secretsOf(info: GraphQLResolveInfo, args: object, caller: Caller): string[] {
  return [...secretsIn(info, args), ...credentialsOf(caller)];
}

/** The credential as it was sent, the token alone (`Bearer` is no secret), and what a Basic token says. */
export function credentialsOf({ authorization, apiKey }: Caller): string[] {
  if (apiKey !== undefined) return [apiKey];
  if (authorization === undefined) return [];
  const token = authorization.replace(/^\S+\s+/, '');
  return [authorization, token, ...(/^basic\s/i.test(authorization) ? basicSecrets(token) : [])];
}

/** RFC 7617: `user:password` in base64. Both are told apart upstream, and may be echoed so. */
function basicSecrets(token: string): string[] {
  const text = Buffer.from(token, 'base64').toString();
  return [text, text.slice(text.indexOf(':') + 1)].filter((secret) => secret !== '');
}

/** Every value among a field's arguments that was given for a `@sensitive` input field, at any depth. */
export function secretsIn({ parentType, fieldName }: GraphQLResolveInfo, args: object): string[] {
  const found: string[] = [];
  const given = new Map<string, unknown>(Object.entries(args));
  for (const arg of parentType.getFields()[fieldName]?.args ?? [])
    collect(arg.type, given.get(arg.name), found);
  return found;
}

function collect(type: GraphQLInputType, value: unknown, found: string[]): void {
  if (value === null || value === undefined) return;
  const nullable = getNullableType(type);
  if (isListType(nullable) && Array.isArray(value)) {
    for (const item of value) collect(nullable.ofType, item, found);
    return;
  }
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object') return;
  const given = new Map<string, unknown>(Object.entries(value));
  for (const field of Object.values(named.getFields())) {
    const inner = given.get(field.name);
    if (!isSensitive(field)) collect(field.type, inner, found);
    else if (typeof inner === 'string' && inner !== '') found.push(inner);
  }
}
