import { getDirectiveValues, responsePathAsArray, type GraphQLResolveInfo } from 'graphql';

import type { CreateKey } from '../creates/idempotency-key.ts';
import { invalidInput } from '../mapping/rejected-input.ts';
import type { GatewayContext } from './context.ts';

type Headers = Pick<GatewayContext, 'idempotencyKey'>;

/**
 * The key of a create, and its place: the name of the root field under `@idempotent`, the response path under the header.
 * The two never meet.
 *
 * @throws GatewayError BAD_USER_INPUT, when the field is selected more than once with different keys.
 */
export function createKeyOf(info: GraphQLResolveInfo, { idempotencyKey }: Headers): CreateKey | undefined {
  const [key, ...others] = directiveKeys(info);
  if (others.length > 0) {
    throw invalidInput([
      { path: ['key'], code: 'INVALID', message: 'must be the same at each selection of the field' },
    ]);
  }
  if (key !== undefined) return { key, place: ['field', info.fieldName] };
  if (idempotencyKey === undefined) return undefined;
  return { key: idempotencyKey, place: ['path', ...responsePathAsArray(info.path)] };
}

/** True when a create runs under a key. */
export const isUnderKey = (info: GraphQLResolveInfo, { idempotencyKey }: Headers): boolean =>
  idempotencyKey !== undefined || directiveKeys(info).length > 0;

/** Each once. Selections with one response name are one field. */
function directiveKeys({ schema, fieldNodes, variableValues }: GraphQLResolveInfo): readonly string[] {
  if (fieldNodes.every(({ directives = [] }) => directives.length === 0)) return NO_KEYS;
  const directive = schema.getDirective('idempotent');
  if (!directive) throw new Error('the schema has no @idempotent');
  const keys = fieldNodes.map((node) => getDirectiveValues(directive, node, variableValues)?.['key']);
  return [...new Set(keys.filter((key) => typeof key === 'string'))];
}

const NO_KEYS: readonly string[] = [];
