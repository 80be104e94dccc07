import { describe, expect, it } from 'vitest';

import { namesGraphqlResponse, refusalType } from '../../../src/http/accept.ts';

const [JSON_TYPE, RESPONSE] = ['application/json', 'application/graphql-response+json'];

describe('An Accept header', () => {
  it.each([
    [undefined, false, RESPONSE],
    ['', false, RESPONSE],
    ['*/*', false, RESPONSE],
    ['application/*', false, RESPONSE],
    ['application/json', false, JSON_TYPE],
    ['application/json, */*;q=0.1', false, RESPONSE],
    ['application/graphql-response+json', true, RESPONSE],
    ['application/graphql-response+json, application/json;q=0.9', true, RESPONSE],
    ['application/json, application/graphql-response+json;q=0.1', true, RESPONSE],
    ['Application/GraphQL-Response+JSON; charset=utf-8', true, RESPONSE],
    ['application/graphql-response+json;q=0, */*', false, JSON_TYPE],
    ['application/graphql-response+json; charset=latin1', false, JSON_TYPE],
    ['application/graphql-response+json;charset=utf8;profile=x', true, RESPONSE],
    ['application/json;charset="UTF8"', false, JSON_TYPE],
    ['text/html', false, JSON_TYPE],
  ])('of %j names the type of GraphQL over HTTP: %j, and takes a refusal as %s', (accept, names, type) => {
    expect(namesGraphqlResponse(accept)).toBe(names);
    expect(refusalType(accept)).toBe(type);
  });
});
