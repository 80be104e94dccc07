import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';

import { createKnownDocuments } from '../../../../src/graphql/execution/known-documents.ts';
import type { PreparedDocument } from '../../../../src/graphql/execution/prepared-document.ts';

const prepared = (text: string, isCacheable = true): PreparedDocument => ({
  document: parse(text),
  refusals: [],
  lateRefusals: [],
  isCacheable,
  isUntrusted: false,
  operations: new Map(),
});

/** Start, end, two braces and a name: five tokens, and one for the document itself. */
const SMALL_BYTES = 6000 + 2 * 5;

describe('The known documents', () => {
  it('are those that were added and may be kept', () => {
    const known = createKnownDocuments();
    const document = prepared('{ a }');
    known.add('{ a }', document);
    known.add('{ b }', prepared('{ b }', false));

    expect(known.get('{ a }')).toBe(document);
    expect(known.get('{ b }')).toBeUndefined();
  });

  it('have a budget in bytes: the least recently used ones go first', () => {
    const known = createKnownDocuments(2 * SMALL_BYTES);
    for (const text of ['{ a }', '{ b }']) known.add(text, prepared(text));
    known.get('{ a }');
    known.add('{ c }', prepared('{ c }'));

    expect(['{ a }', '{ b }', '{ c }'].map((text) => known.get(text) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([
    ['of many tokens', `{ ${'a '.repeat(50)} }`],
    ['with one long literal', `{ a(b: "${'x'.repeat(8000)}") }`],
  ])('never hold a document that is too large alone: one %s', (_what, text) => {
    const known = createKnownDocuments(2 * SMALL_BYTES);
    known.add('{ a }', prepared('{ a }'));
    known.add(text, prepared(text));

    expect(known.get(text)).toBeUndefined();
    expect(known.get('{ a }')).toBeDefined();
  });
});
