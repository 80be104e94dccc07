import { describe, expect, it } from 'vitest';

import { invert, nameTable, renameKeys } from '../../../src/mapping/names.ts';

const TABLE = { firstName: 'first_name', exception24HourRestart: 'exception_24_hour_restart' } as const;

describe('renameKeys', () => {
  it('gives every field the name that the table has for it', () => {
    expect(renameKeys({ firstName: 'Ines', exception24HourRestart: true }, TABLE)).toStrictEqual({
      first_name: 'Ines',
      exception_24_hour_restart: true,
    });
  });

  it.each([
    ['absent', {}, {}],
    ['undefined, which counts as absent,', { firstName: undefined }, {}],
    ['null', { firstName: null }, { first_name: null }],
    ['an empty string', { firstName: '' }, { first_name: '' }],
    ['false', { firstName: false }, { first_name: false }],
    ['an empty list', { firstName: [] }, { first_name: [] }],
  ])('keeps %s as it is', (_what, source, renamed) => {
    expect(renameKeys(source, TABLE)).toStrictEqual(renamed);
  });

  it('lets nothing through that the table does not name', () => {
    const source = JSON.parse(
      '{"firstName":"Ines","__proto__":{"admin":true},"constructor":1,"first_name":"x"}',
    );

    const renamed = renameKeys(source, TABLE);

    expect(renamed).toStrictEqual({ first_name: 'Ines' });
    expect(Object.getPrototypeOf(renamed)).toBe(Object.prototype);
  });

  it('reads input objects as graphql-js makes them, without a prototype', () => {
    expect(renameKeys(Object.assign(Object.create(null), { firstName: 'Ines' }), TABLE)).toStrictEqual({
      first_name: 'Ines',
    });
  });

  it('converts a value with its name, and never null', () => {
    const converters = { firstName: (name: string) => name.toUpperCase() };

    expect(renameKeys({ firstName: 'Ines' }, TABLE, converters)).toStrictEqual({ first_name: 'INES' });
    expect(renameKeys({ firstName: '' }, TABLE, converters)).toStrictEqual({ first_name: '' });
    expect(renameKeys({ firstName: null }, TABLE, converters)).toStrictEqual({ first_name: null });
  });

  it('leaves its source unchanged', () => {
    const source = Object.freeze({ firstName: 'Ines' });

    renameKeys(source, TABLE);

    expect(source).toStrictEqual({ firstName: 'Ines' });
  });
});

it('invert reads a table backwards', () => {
  expect([...invert(TABLE)]).toEqual([
    ['first_name', 'firstName'],
    ['exception_24_hour_restart', 'exception24HourRestart'],
  ]);
});

describe('nameTable', () => {
  interface Input {
    readonly firstName: string;
    readonly role?: string;
  }
  interface Body {
    readonly first_name: string;
    readonly role: string;
  }

  it('gives the table back', () => {
    expect(nameTable<Input, Body>()({ firstName: 'first_name', role: 'role' })).toEqual({
      firstName: 'first_name',
      role: 'role',
    });
  });

  it('does not compile with a row that is missing, misspelt or superfluous, or a field that no row names', () => {
    const table = nameTable<Input, Body>();
    const refusedByTheCompiler = [
      // @ts-expect-error -- `role` has no row.
      table({ firstName: 'first_name' }),
      // @ts-expect-error -- the body has no `firstname`.
      table({ firstName: 'firstname', role: 'role' }),
      // @ts-expect-error -- the input has no `status`.
      table({ firstName: 'first_name', role: 'role', status: 'role' }),
      // @ts-expect-error -- no row names `first_name`.
      table({ firstName: 'role', role: 'role' }),
    ];

    // `npm run typecheck` is what checks this; a directive above without an error to expect fails it.
    expect(refusedByTheCompiler).toHaveLength(4);
  });
});
