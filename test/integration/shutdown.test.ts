import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { startScriptedUsersApi } from '../support/scripted-users-api.ts';
import { postGraphql, TOKEN } from '../support/start-gateway.ts';
import { startProcess, type GatewayProcess } from '../support/start-process.ts';

const CREATE_TWO = `mutation ($input: CreateUserInput!) {
  a: createUser(input: $input) { user { id } }
  b: createUser(input: $input) { user { id } }
}`;
const CREATE_ONE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
/** Without a key that a look-up could ask for: an answer that is lost stays lost. */
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

const create = (gateway: GatewayProcess, query = CREATE_ONE) =>
  postGraphql(gateway.url, { query, variables: { input: INPUT } }, { authorization: TOKEN });

describe.concurrent.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('lets a create in flight be answered, refuses what has not begun, and the process exits with 0', async () => {
    const held = hold();
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ status: 201, body: { user: { id: 42 } }, after: held.released });
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url });
    const answer = create(gateway, CREATE_TWO);
    await usersApi.received(1);

    gateway.kill(signal);
    await notReady(gateway);
    held.release();

    const { status, data, errors } = await answer;
    expect(status).toBe(200);
    expect(data).toEqual({ a: { user: { id: '42' } }, b: null });
    expect(errors).toMatchObject([
      {
        path: ['b'],
        extensions: {
          code: 'OVERLOADED',
          outcome: 'NOT_APPLIED',
          retry: { safe: true, advised: true, afterMs: expect.any(Number) },
        },
      },
    ]);
    expect(await gateway.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    expect(usersApi.requests).toHaveLength(1);
  });
});

describe.concurrent('A process that was told to stop', () => {
  it('is not ready at once, alive, and serves until SHUTDOWN_DELAY_MS is over', async () => {
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ status: 201, body: { user: { id: 42 } } });
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url, SHUTDOWN_DELAY_MS: '3000' });

    const toldAt = performance.now();
    gateway.kill('SIGTERM');
    const body = await notReady(gateway);
    const live = await fetch(`${gateway.url}/livez`);
    const { data, headers } = await create(gateway);
    const servedAfterMs = performance.now() - toldAt;

    expect(body).toMatchObject({ status: 'not ready' });
    expect(live.status).toBe(200);
    expect(data).toEqual({ createUser: { user: { id: '42' } } });
    expect(headers.get('connection')).toBe('close');
    expect(await gateway.ended).toMatchObject({ exitCode: 0 });
    // Not by ending the wait early: what was served was served within the delay.
    expect(servedAfterMs).toBeLessThan(3000);
    expect(performance.now() - toldAt).toBeGreaterThanOrEqual(3000);
  });

  it('answers an operation that comes while it drains with 503 OVERLOADED and Retry-After', async () => {
    const held = hold();
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ status: 201, body: { user: { id: 42 } }, after: held.released });
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url });
    const first = create(gateway);
    await usersApi.received(1);
    gateway.kill('SIGTERM');
    await notReady(gateway);

    const { status, headers, errors } = await create(gateway);
    held.release();

    expect(status).toBe(503);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(errors).toMatchObject([
      { extensions: { code: 'OVERLOADED', retry: { safe: true, advised: true } } },
    ]);
    expect((await first).data).toEqual({ createUser: { user: { id: '42' } } });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('says at a second signal how long it still takes, and is not disturbed by it', async () => {
    const held = hold();
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ status: 201, body: { user: { id: 42 } }, after: held.released });
    await using gateway = await startProcess({
      USERS_API_URL: usersApi.url,
      USERS_API_DEADLINE_MS: '20000',
      SHUTDOWN_DELAY_MS: '100',
    });
    const answer = create(gateway);
    await usersApi.received(1);

    gateway.kill('SIGTERM');
    await notReady(gateway);
    gateway.kill('SIGINT');
    await eventually(() => expect(gateway.stderr).toContain('\n'));
    await notReady(gateway);
    held.release();

    expect((await answer).data).toEqual({ createUser: { user: { id: '42' } } });
    const { exitCode, stderr } = await gateway.ended;
    expect(exitCode).toBe(0);
    const [, seconds] =
      /^stopping takes at most (\d+) seconds more; a further signal .*\n$/.exec(stderr) ?? [];
    expect(Number(seconds)).toBeGreaterThan(15);
    expect(Number(seconds)).toBeLessThanOrEqual(26);
    expect(gateway.stdout.match(/"msg":"stopping"/g)).toHaveLength(1);
  });

  it('ends at once at a third signal', async () => {
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ never: true });
    await using gateway = await startProcess({
      USERS_API_URL: usersApi.url,
      USERS_API_DEADLINE_MS: '600000',
    });
    const answer = create(gateway).then(
      () => 'answered',
      () => 'cut off',
    );
    await usersApi.received(1);

    gateway.kill('SIGTERM');
    await notReady(gateway);
    gateway.kill('SIGTERM');
    await eventually(() => expect(gateway.stderr).toContain('\n'));
    gateway.kill('SIGTERM');

    expect(await gateway.ended).toMatchObject({ exitCode: 1, signal: null });
    expect(await answer).toBe('cut off');
  });

  it('ends within the delay, the deadline and 5 s when the upstream never answers and callers stay', async () => {
    const [delayMs, deadlineMs] = [200, 500];
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ never: true });
    await using gateway = await startProcess({
      USERS_API_URL: usersApi.url,
      SHUTDOWN_DELAY_MS: String(delayMs),
      USERS_API_DEADLINE_MS: String(deadlineMs),
    });
    await using _callers = await stayConnected(gateway);
    const answer = create(gateway);
    await usersApi.received(1);

    const toldAt = performance.now();
    gateway.kill('SIGTERM');
    const { errors } = await answer;
    const { exitCode } = await gateway.ended;

    expect(performance.now() - toldAt).toBeLessThan(delayMs + deadlineMs + 5000);
    expect(exitCode).toBe(0);
    expect(errors).toMatchObject([
      { extensions: { code: 'MUTATION_OUTCOME_UNKNOWN', cause: 'UPSTREAM_TIMEOUT', outcome: 'UNKNOWN' } },
    ]);
  });

  it('ends at once when nobody waits for anything', async () => {
    await using gateway = await startProcess();
    await using _callers = await stayConnected(gateway);

    const toldAt = performance.now();
    gateway.kill('SIGTERM');
    const { exitCode } = await gateway.ended;

    // Far below the default deadline of 10 s.
    expect(performance.now() - toldAt).toBeLessThan(5000);
    expect(exitCode).toBe(0);
  });
});

// `npm start | less`, and both get the Ctrl-C.
it('A process whose log nobody reads any more ends all the same', async () => {
  await using gateway = await startProcess();

  gateway.closeStdout();
  gateway.kill('SIGINT');

  expect(await gateway.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
});

/** An answer that waits until it is released. */
function hold(): { readonly released: Promise<void>; release(): void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { released, release: () => release() };
}

/** Asks until readiness has ended, which it does when the process has seen the signal. */
async function notReady(gateway: GatewayProcess): Promise<unknown> {
  for (;;) {
    const response = await fetch(`${gateway.url}/readyz`);
    const body: unknown = await response.json();
    if (response.status === 503) return body;
    await pause(10);
  }
}

/** An idle keep-alive connection, a connection that never said anything, and one in the middle of its request. */
async function stayConnected({ url }: GatewayProcess): Promise<AsyncDisposable> {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true });
  await new Promise((resolve, reject) => {
    get(`${url}/livez`, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
  const silent = connect(Number(port), hostname);
  const unfinished = connect(Number(port), hostname);
  for (const socket of [silent, unfinished]) socket.on('error', () => {});
  await Promise.all([
    new Promise<void>((resolve) => silent.once('connect', resolve)),
    new Promise<void>((resolve) =>
      unfinished.write('POST /graphql HTTP/1.1\r\nhost: x\r\n', () => resolve()),
    ),
  ]);
  return {
    async [Symbol.asyncDispose]() {
      agent.destroy();
      silent.destroy();
      unfinished.destroy();
    },
  };
}
