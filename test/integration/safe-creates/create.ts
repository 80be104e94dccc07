import { expect } from 'vitest';

import type { GatewayErrorExtensions } from '../../../src/error-contract.ts';
import { postGraphql, startTestGateway, TOKEN, type TestGateway } from '../../support/start-gateway.ts';
import { startStopwatch, type Elapsed } from '../../support/stopwatch.ts';

export const CREATE = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { validatedOnly user { id firstName externalIds { externalId integrationName } } }
}`;

/** Must appear nowhere but in the upstream's requests. */
export const SECRET = 'canary-pässword "7"';

const PERSON = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER', password: SECRET };

/** The same user, by what it can be found again. */
export const INPUTS = {
  'an external id': {
    ...PERSON,
    externalIds: [{ externalId: 'DRV-77', integrationName: 'sample_tms' }],
  },
  'a username': { ...PERSON, username: 'ines.sample' },
  'an email': { ...PERSON, email: 'ines@example.com' },
  'no key': PERSON,
} as const;

export type Key = keyof typeof INPUTS;

/** The one with an external id, as the Users API gets it, without its password. */
export const BODY = {
  first_name: 'Ines',
  last_name: 'Sample',
  role: 'driver',
  external_ids_attributes: [{ external_id: 'DRV-77', integration_name: 'sample_tms' }],
};

/** The whole request arrives, and no answer comes. */
export const lost = () => ({ reset: 'after-request' }) as const;

/** What the caller of one create learned. */
export interface CreateAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly id: string | undefined;
  readonly validatedOnly: boolean | undefined;
  readonly error: GatewayErrorExtensions | undefined;
  /** As it came. */
  readonly text: string;
  readonly took: Elapsed;
}

/** Sends one create. */
export async function create(
  gateway: { readonly url: string },
  input: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<CreateAnswer> {
  const stop = startStopwatch();
  const {
    status,
    headers: answered,
    ...body
  } = await postGraphql(
    gateway.url,
    { query: CREATE, variables: { input } },
    { authorization: TOKEN, ...headers },
  );
  const payload = body.data?.createUser;
  return {
    status,
    headers: answered,
    id: payload?.user?.id,
    validatedOnly: payload?.validatedOnly,
    // Every error of a create is one of the gateway's own.
    error: body.errors?.[0]?.extensions as GatewayErrorExtensions | undefined,
    text: JSON.stringify(body),
    took: stop(),
  };
}

/** A gateway in front of the upstream. */
export const startGatewayTo = (
  usersApi: { readonly url: string },
  env: Readonly<Record<string, string>> = {},
): Promise<TestGateway> => startTestGateway({ USERS_API_URL: usersApi.url, ...env });

/** A promise that the test settles. */
export function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}

/** Neither what the caller got nor what was logged holds a secret, and the caller learns of no host. */
export function expectDiscreet({ text }: CreateAnswer, gateway: TestGateway): void {
  for (const secret of [SECRET, JSON.stringify(SECRET).slice(1, -1), TOKEN]) {
    expect(text).not.toContain(secret);
    expect(gateway.logs.join('')).not.toContain(secret);
  }
  expect(text).not.toMatch(/127\.0\.0\.1|ECONN|UND_ERR|internal\.example/);
}
