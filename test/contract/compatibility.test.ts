import { readFileSync } from 'node:fs';

import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  isEnumType,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { ERROR_CODES, MUTATION_OUTCOMES, VIOLATION_CODES } from '../../src/error-contract.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Clients switch over these: a value more breaks them as one less does. */
const CLOSED_SETS = {
  ErrorCode: ERROR_CODES,
  ViolationCode: VIOLATION_CODES,
  MutationOutcome: MUTATION_OUTCOMES,
};

/** What a client of the released schema would notice of the other. */
function breaks(released: GraphQLSchema, other: GraphQLSchema): string[] {
  const added = findDangerousChanges(released, other).filter(
    ({ type, description }) =>
      type === DangerousChangeType.VALUE_ADDED_TO_ENUM &&
      Object.keys(CLOSED_SETS).some((name) => description.includes(`enum type ${name}.`)),
  );
  return [...findBreakingChanges(released, other), ...added].map(({ description }) => description);
}

describe('The schema', () => {
  const released = buildSchema(read('schema.released.graphql'));
  const current = buildSchema(read('schema.graphql'));

  it('breaks no client of the last release (CONTRIBUTING.md, "Releases", tells what to do when it must)', () => {
    expect(breaks(released, current)).toEqual([]);
  });

  it('shows the closed sets as the error contract has them', () => {
    for (const [name, values] of Object.entries(CLOSED_SETS)) {
      const type = current.getType(name);
      expect(isEnumType(type) && type.getValues().map(({ name: value }) => value)).toEqual([...values]);
    }
  });

  it('would be seen to break one', () => {
    const changed = (text: string, by: string) => buildSchema(read('schema.graphql').replace(text, by));

    expect(breaks(released, changed('  validatedOnly: Boolean!\n', '  validatedOnly: Boolean\n'))).toEqual([
      'CreateUserPayload.validatedOnly changed type from Boolean! to Boolean.',
    ]);
    expect(breaks(released, changed('  CONFLICT\n', '  CONFLICTS\n'))).toEqual([
      'CONFLICT was removed from enum type ErrorCode.',
      'CONFLICTS was added to enum type ErrorCode.',
    ]);
    expect(breaks(released, changed('enum UserRole {\n', 'enum UserRole {\n  ONE_MORE\n'))).toEqual([]);
  });

  it('says of everything deprecated what to use and when it goes', () => {
    const reasons = [...read('schema.graphql').matchAll(/@deprecated(?:\(reason: "([^"]*)"\))?/g)].map(
      ([, reason = '']) => reason,
    );

    for (const reason of reasons) expect(reason).toMatch(/^Use `.+`; gone in \d+\.\d+\.0$/);
  });
});
