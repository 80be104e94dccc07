import { setupServer } from 'msw/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  ERROR_CODES,
  gatewayErrors,
  isGatewayErrorExtensions,
  nextStep,
  violationsByField,
} from '../src/index.ts';
import { gatewayHandlers, magicValue } from '../src/msw.ts';

const URL = 'http://gateway.test/graphql';
const CREATE_USER = `mutation Create($input: CreateUserInput = { role: DRIVER }) {
  # a comment { with braces }
  made: createUser(input: $input) { user { id } }
}`;

const server = setupServer(...gatewayHandlers(URL));
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());

async function post(query: string, variables: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('gatewayHandlers', () => {
  it.each(ERROR_CODES)('answer %s to its magic value', async (code) => {
    const { status, body } = await post(CREATE_USER, { input: { username: magicValue(code) } });
    const [error] = gatewayErrors(body);

    expect(error?.extensions.code).toBe(code);
    expect(isGatewayErrorExtensions(body.errors[0].extensions)).toBe(true);
    expect(error?.extensions.outcome).toMatch(/^(?:NOT_APPLIED|APPLIED|UNKNOWN)$/);
    expect([body.data, body.errors[0].path]).toEqual(
      status === 200 ? [{ made: null }, ['made']] : [undefined, undefined],
    );
  });

  it('put violations at the field that has the magic value', async () => {
    const { body } = await post(CREATE_USER, {
      input: { externalIds: [{ externalId: 'A' }, { externalId: 'fail-conflict' }] },
    });

    expect(violationsByField(gatewayErrors(body))).toEqual({
      'externalIds.1.externalId': 'has already been taken',
    });
  });

  it('tell a query no outcome, and advise to repeat it', async () => {
    const { body } = await post('query ($name: String) { users(filter: { name: $name }) { totalCount } }', {
      name: 'fail-upstream-error',
    });
    const [error] = gatewayErrors(body);

    expect(error).toMatchObject({ path: ['users'], extensions: { retry: { advised: true } } });
    expect(error?.extensions).not.toHaveProperty('outcome');
  });

  it('advise to repeat an unknown outcome under its key alone', async () => {
    const variables = { input: { username: 'fail-mutation-outcome-unknown' } };

    const steps = [
      await post(CREATE_USER, variables),
      await post(CREATE_USER, variables, { 'Idempotency-Key': 'form-1' }),
    ].map(({ body }) => gatewayErrors(body).map((error) => nextStep(error).kind));

    expect(steps).toEqual([['askSomebody'], ['repeatWithSameKey']]);
  });

  it('leave everything else to other handlers', async () => {
    await expect(post(CREATE_USER, { input: { username: 'ines' } })).rejects.toThrow('fetch');
  });
});
