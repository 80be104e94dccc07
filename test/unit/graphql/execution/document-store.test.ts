import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';

import { createDocumentStore } from '../../../../src/graphql/execution/document-store.ts';

const document = parse('{ a }');
const isCacheable = () => true;

describe('the document store', () => {
  it('gives back what was kept, and forgets what is deleted', async () => {
    const store = createDocumentStore({ isCacheable });
    await store.set('a', document);

    expect(await store.get('a')).toBe(document);
    expect(await store.delete('a')).toBe(true);
    expect(await store.get('a')).toBeUndefined();
  });

  it('drops the least recently used document when there are too many', async () => {
    const store = createDocumentStore({ isCacheable, maxDocuments: 2 });
    await store.set('a', document);
    await store.set('b', document);
    await store.get('a');
    await store.set('c', document);

    expect(await store.get('a')).toBe(document);
    expect(await store.get('b')).toBeUndefined();
    expect(await store.get('c')).toBe(document);
  });

  it('drops documents when they are too large together, and never keeps one that is too large alone', async () => {
    // Start, end, two braces and a name: five tokens.
    const store = createDocumentStore({ isCacheable, maxTokens: 12 });
    await store.set('a', document);
    await store.set('b', parse('{ b }'));
    await store.set('c', parse('{ c d e }'));

    expect(await store.get('a')).toBeUndefined();
    expect(await store.get('b')).toBeDefined();
    expect(await store.get('c')).toBeDefined();

    await store.set('d', parse('{ c d e f g h i j k }'));
    expect(await store.get('d')).toBeUndefined();
    expect(await store.get('c')).toBeDefined();
  });

  it('counts a document that is replaced once', async () => {
    const store = createDocumentStore({ isCacheable, maxTokens: 10 });
    for (let round = 0; round < 5; round += 1) await store.set('a', document);
    await store.set('b', document);

    expect(await store.get('a')).toBe(document);
    expect(await store.get('b')).toBe(document);
  });

  it('does not keep what may not be kept', async () => {
    const store = createDocumentStore({ isCacheable: () => false });
    await store.set('a', document);

    expect(await store.get('a')).toBeUndefined();
  });
});
