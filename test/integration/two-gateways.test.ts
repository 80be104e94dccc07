import { describe, expect, it } from 'vitest';

import { freePort } from '../support/free-port.ts';
import { startScriptedUsersApi } from '../support/scripted-users-api.ts';
import { isCaddyInstalled, startBalancer } from '../support/start-balancer.ts';
import { postGraphql, TOKEN } from '../support/start-gateway.ts';
import { startProcess } from '../support/start-process.ts';

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

const create = (url: string) =>
  postGraphql(url, { query: CREATE, variables: { input: INPUT } }, { authorization: TOKEN });

const PREFLIGHT = { 'apollo-require-preflight': '1' };

const hostOf = ({ url }: { readonly url: string }) => new URL(url).host;

/** Tells one process from another. */
const startTimeOf = async (url: string) =>
  /^process_start_time_seconds \d+$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[0];

describe.runIf(isCaddyInstalled())('Two gateways behind the load balancer of compose.yaml', () => {
  it('lose no create and send none twice while one of them is told to stop', async () => {
    await using usersApi = await startScriptedUsersApi();
    usersApi.route('POST /v1/users', { status: 201, body: { user: { id: 42 } } });
    const env = { USERS_API_URL: usersApi.url, SHUTDOWN_DELAY_MS: '3000' };
    await using leaving = await startProcess(env);
    await using staying = await startProcess(env);
    await using balancer = await startBalancer([hostOf(leaving), hostOf(staying)]);

    const ended = new AbortController();
    let created = 0;
    const createUntilEnded = async (): Promise<void> => {
      while (!ended.signal.aborted) {
        expect(await create(balancer.url)).toMatchObject({
          status: 200,
          data: { createUser: { user: { id: '42' } } },
        });
        created += 1;
      }
    };
    const callers = Promise.all([createUntilEnded(), createUntilEnded(), createUntilEnded()]);
    await usersApi.received(10);
    leaving.kill('SIGTERM');
    expect(await leaving.ended).toMatchObject({ exitCode: 0 });
    ended.abort();
    await callers;

    expect(created).toBeGreaterThan(10);
    expect(usersApi.requests).toHaveLength(created);
  });

  it('do not repeat a create whose gateway was killed in the middle', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ status: 201, body: { user: { id: 41 } }, after: held });
    const port = await freePort();
    await using first = await startProcess({ USERS_API_URL: usersApi.url });
    await using balancer = await startBalancer([hostOf(first), `127.0.0.1:${port}`]);
    const hit = fetch(`${balancer.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: TOKEN },
      body: JSON.stringify({ query: CREATE, variables: { input: INPUT } }),
    });
    await usersApi.received(1);
    await using second = await startProcess({ USERS_API_URL: usersApi.url, PORT: String(port) });
    const startTime = await startTimeOf(second.url);
    await expect.poll(() => startTimeOf(balancer.url), { timeout: 10_000 }).toBe(startTime);

    first.kill('SIGKILL');

    expect((await hit).status).toBe(502);
    release();
    expect(usersApi.requests).toHaveLength(1);
    // Until the balancer has noticed, a connection that it keeps may lead to the dead one.
    await expect
      .poll(() =>
        fetch(`${balancer.url}/graphql?query={__typename}`, { headers: PREFLIGHT }).then(
          ({ status }) => status,
        ),
      )
      .toBe(200);
  });
});
