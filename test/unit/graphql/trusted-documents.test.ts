import { describe, expect, it } from 'vitest';

import { ManifestError, parseManifest } from '../../../src/graphql/trusted-documents.ts';

describe('A manifest of trusted documents', () => {
  it.each([
    [
      "in Apollo's format",
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'a1', name: 'A', type: 'query', body: 'query A { __typename }' }],
      },
    ],
    ['as documents by id', { a1: 'query A { __typename }' }],
  ])('may be %s', (_format, manifest) => {
    const documents = parseManifest(JSON.stringify(manifest));

    expect(documents.size).toBe(1);
    expect(documents.textOf('a1')).toBe('query A { __typename }');
    expect(documents.textOf('a2')).toBeUndefined();
    expect(documents.hasText('query A { __typename }')).toBe(true);
    expect(documents.hasText('query A {  __typename }')).toBe(false);
    expect([...documents.texts()]).toEqual(['query A { __typename }']);
  });

  it.each([
    ['CANARY', 'must name a JSON file'],
    ['["CANARY"]', 'must name a JSON object'],
    ['{"format":"CANARY","version":1,"operations":[]}', 'must have the format'],
    ['{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}', 'in version 1'],
    ['{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"CANARY"}]}', 'a body'],
    ['{"a":{"CANARY":1}}', 'as text'],
  ])('is not %s', (text, message) => {
    const parse = () => parseManifest(text);

    expect(parse).toThrow(ManifestError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow('CANARY');
  });
});
