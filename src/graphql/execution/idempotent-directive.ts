import { Kind } from 'graphql';
import type { DirectiveNode, FieldNode } from 'graphql';

import { idempotencyKeyFault } from '../../creates/idempotency-key.ts';
import { report, type Coerce } from './input-coercion.ts';
import type { Finding } from './input-findings.ts';
import { VariableMark, type DocumentWalk } from './marks.ts';

/** The root fields that a key makes replayable. */
const CREATES: ReadonlySet<string> = new Set(['createUser', 'createUsers']);

const LITERAL_KEY: Finding = {
  code: 'NOT_ALLOWED',
  message: 'must be sent as a variable: one document would have one key for all who send it',
};

const NOT_A_CREATE: Finding = {
  code: 'NOT_ALLOWED',
  message: 'is of use on createUser and createUsers alone',
};

export const isIdempotent = (node: DirectiveNode | FieldNode): boolean =>
  node.kind === Kind.DIRECTIVE && node.name.value === 'idempotent';

/** True for a field of `Mutation` that a key makes replayable. */
export const isCreate = ({ name }: FieldNode): boolean => CREATES.has(name.value);

export type CoerceArguments = (json: Readonly<Record<string, unknown>>, walk: DocumentWalk) => unknown;

/** The directive's arguments: beyond its type, the key must come with the request, for a create. */
export function withKeyRules(coerce: Coerce, isOnCreate: boolean): CoerceArguments {
  return (json, walk) => {
    const { key } = json;
    const isVariable = key instanceof VariableMark;
    const isWritten = isVariable ? walk.variables.hasDefault(key.name) : (key ?? null) !== null;
    if (!isOnCreate) report(walk, ['key'], NOT_A_CREATE);
    else if (isWritten) report(walk, ['key'], LITERAL_KEY);
    if (isWritten && !isVariable) return {};
    // The coercer of arguments makes an object.
    const args = coerce(json, walk) as { readonly key?: unknown };
    const finding = isOnCreate && !isWritten && typeof args.key === 'string' && idempotencyKeyFault(args.key);
    if (finding) report(walk, ['key'], finding);
    return args;
  };
}
