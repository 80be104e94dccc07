import { describe, expect, it } from 'vitest';

import { batchItems } from '../../../src/creates/batch-items.ts';
import { withoutSecrets } from '../../../src/creates/without-secrets.ts';
import { executableSchema } from '../../../src/graphql/schema.ts';
import { sensitiveInputFields } from '../../support/sensitive-fields.ts';

const ANN = { firstName: 'Ann', lastName: 'Sample', role: 'driver' } as const;

describe('batchItems', () => {
  it('counts equal users, whatever the order of their fields', () => {
    const again = { role: 'driver', lastName: 'Sample', firstName: 'Ann' } as const;

    expect(batchItems([ANN, { ...ANN, firstName: 'Bob' }, again])).toEqual([
      { ordinal: 0, publicOrdinal: 0 },
      { ordinal: 0, publicOrdinal: 0 },
      { ordinal: 1, publicOrdinal: 1 },
    ]);
  });

  it('tells users apart that differ in a secret alone, which must not be seen', () => {
    expect(batchItems([{ ...ANN, password: 'one' }, { ...ANN, password: 'two' }, ANN])).toEqual([
      { ordinal: 0, publicOrdinal: 0 },
      { ordinal: 0, publicOrdinal: 1 },
      { ordinal: 0, publicOrdinal: 2 },
    ]);
  });
});

describe('withoutSecrets', () => {
  it('leaves out what the schema marks as sensitive, and nothing else', () => {
    const type = executableSchema().getType('CreateUserInput');
    if (!type || !('getFields' in type)) throw new Error('the schema has no CreateUserInput');
    const sensitive = sensitiveInputFields(executableSchema()).map(({ name }) => name);
    const everything = Object.fromEntries(Object.keys(type.getFields()).map((name) => [name, 'given']));

    const kept = Object.keys(withoutSecrets({ ...ANN, ...everything }));

    expect(sensitive.length).toBeGreaterThan(0);
    expect(kept.sort()).toEqual(
      Object.keys(everything)
        .filter((name) => !sensitive.includes(name))
        .sort(),
    );
  });
});
