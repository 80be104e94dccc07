import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { postGraphql, startTestGateway, TOKEN } from '../support/start-gateway.ts';
import { runToEnd, startProcess, type Environment, type GatewayProcess } from '../support/start-process.ts';

const CREATE_USER = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { user { id firstName } validatedOnly }
}`;
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

const graphql = (gateway: GatewayProcess, query: string, variables: object = {}) =>
  postGraphql(gateway.url, { query, variables }, { authorization: TOKEN });

const logLines = ({ stdout }: GatewayProcess) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

/** Started before the tests of a suite, which only ask it. */
function processFor(env: Environment): () => GatewayProcess {
  let gateway: GatewayProcess | undefined;
  beforeAll(async () => {
    gateway = await startProcess(env);
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());
  return () => {
    if (gateway === undefined) throw new Error('the process was not started');
    return gateway;
  };
}

describe('The process with nothing but a port', () => {
  const running = processFor({});

  it('serves the embedded Users API, and creates and reads a user', async () => {
    const gateway = running();

    const created = await graphql(gateway, CREATE_USER, { input: INPUT });
    const { id } = created.data.createUser.user;
    const read = await graphql(gateway, 'query ($id: ID!) { user(id: $id) { firstName } }', { id });

    expect(created.errors).toBeUndefined();
    expect(created.data.createUser).toEqual({
      user: { id: expect.stringMatching(/^\d+$/), firstName: 'Ines' },
      validatedOnly: false,
    });
    expect(read.data).toEqual({ user: { firstName: 'Ines' } });
  });

  it('writes JSON lines on stdout that tell its address and version, and nothing on stderr', async () => {
    const gateway = running();
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(logLines(gateway)).toContainEqual(
      expect.objectContaining({ level: 'info', url: gateway.url, usersApi: 'embedded', version }),
    );
    expect(logLines(gateway)).toContainEqual(
      expect.objectContaining({ usersApiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) }),
    );
    expect(new URL(gateway.url).hostname).toBe('127.0.0.1');
    expect(gateway.stderr).toBe('');
  });

  it('shows the explorer, the schema and similar names', async () => {
    const gateway = running();

    const page = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    const sdl = await fetch(`${gateway.url}/schema.graphql`);
    const { errors } = await graphql(gateway, '{ user(id: "7") { firstNam } }');

    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await sdl.text()).toContain('input CreateUserInput');
    expect(errors?.[0]?.message).toContain('Did you mean "firstName"');
  });
});

it('The process uses nothing that Node has deprecated', async () => {
  await using gateway = await startProcess({}, ['--throw-deprecation', '--pending-deprecation']);

  const { data } = await graphql(gateway, CREATE_USER, { input: INPUT });
  gateway.kill('SIGTERM');
  const { exitCode, stderr } = await gateway.ended;

  expect(data.createUser.validatedOnly).toBe(false);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

describe.concurrent('The process with a configuration that cannot work', () => {
  it('names every fault on a line of its own, repeats no value, and exits with 1', async () => {
    const { exitCode, stdout, stderr } = await runToEnd({
      NODE_ENV: 'production',
      PORT: 'port-CANARY',
      MAX_BODY_BYTES: '1',
      USERS_API_URL: 'https://user-CANARY:password-CANARY@api.example.com',
      HTTPS_PROXY: 'proxy-user-CANARY:proxy-password-CANARY@proxy.example.com:8080',
      SANDBOX: 'yes-CANARY',
      ALLOW_LITERAL_SECRETS: 'on',
      INCLUDE_STACKTRACES: 'on',
      LOG_LEVEL: 'loud-CANARY',
    });

    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => String(line.split(' ', 1)[0])).sort()).toEqual([
      'ALLOW_LITERAL_SECRETS',
      'HTTPS_PROXY',
      'INCLUDE_STACKTRACES',
      'LOG_LEVEL',
      'MAX_BODY_BYTES',
      'PORT',
      'SANDBOX',
      'USERS_API_URL',
    ]);
    expect(lines).toContain('MAX_BODY_BYTES must be a whole number from 1024 to 104857600 bytes');
    expect(stderr + stdout).not.toContain('CANARY');
    expect(exitCode).toBe(1);
  });

  it.each(['PORT', 'METRICS_PORT', 'EMBEDDED_USERS_API_PORT'])(
    'says in one line that the %s is in use',
    async (name) => {
      await using other = await startOtherServer();

      const { exitCode, stderr } = await runToEnd({ PORT: '0', [name]: String(other.port) });

      expect(stderr).toMatch(new RegExp(`^${name} is in use.*\n$`));
      expect(exitCode).toBe(1);
    },
  );

  it('says in one line that the HOST is not of this machine', async () => {
    const documentationAddress = '203.0.113.1';

    const { exitCode, stderr } = await runToEnd({ PORT: '0', HOST: documentationAddress });

    expect(stderr).toMatch(/^HOST is no address of this machine.*\n$/);
    expect(exitCode).toBe(1);
  });

  it('has to be told in production to serve the embedded Users API', async () => {
    const { exitCode, stderr } = await runToEnd({ NODE_ENV: 'production', PORT: '0' });

    expect(stderr).toMatch(/^USERS_API_URL must be set in production.*EMBEDDED_USERS_API=on.*\n$/);
    expect(exitCode).toBe(1);
  });
});

describe('The process in production', () => {
  const running = processFor({ NODE_ENV: 'production', EMBEDDED_USERS_API: 'on' });

  it('warns when it was told to serve the embedded Users API', () => {
    expect(logLines(running())).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: expect.stringContaining('embedded Users API') }),
    );
  });

  it('tells neither its schema, nor similar names, nor stacks, and shows no page', async () => {
    const gateway = running();
    const html = { headers: { accept: 'text/html,application/xhtml+xml' } };

    const introspection = await graphql(gateway, '{ __schema { queryType { name } } }');
    const misspelt = await graphql(gateway, '{ user(id: "7") { firstNam } }');
    const faulty = await graphql(gateway, CREATE_USER, { input: { firstNam: 'Ines', role: 'DRIVR' } });
    const unparsable = await graphql(gateway, '{ user(id: ');
    const pages = await Promise.all(
      ['/graphql', '/', '/altair/', '/schema.graphql'].map((path) => fetch(gateway.url + path, html)),
    );

    expect(introspection).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String) } }],
    });
    expect(misspelt.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(faulty.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(unparsable.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    expect(pages.map(({ status }) => status)).toEqual([406, 200, 404, 404]);
    for (const page of pages) expect(page.headers.get('content-type')).toMatch(/^application\/json/);
    const told = JSON.stringify([introspection, misspelt, faulty, unparsable]);
    expect(told).not.toMatch(/did you mean|firstName"?\?|FLEET_USER|stack|node_modules|\.[jt]s\b|"Query"/i);
  });

  it('answers no page of another origin', async () => {
    const response = await fetch(`${running().url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' },
    });

    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('The gateway with a Users API on plain http', () => {
  it.each([
    ['warns beyond loopback', 'http://users-api.invalid', 1],
    ['warns for a name that only begins like loopback', 'http://127.users-api.invalid', 1],
    ['is silent on loopback', 'http://127.0.0.1:9', 0],
    ['is silent on https', 'https://users-api.invalid', 0],
  ])('%s, and never logs the address', async (_title, url, warnings) => {
    await using gateway = await startTestGateway({ USERS_API_URL: url });

    const lines = gateway.logs.filter((line) => line.includes('USERS_API_URL'));

    expect(lines).toEqual(Array.from({ length: warnings }, () => expect.stringContaining('"level":"warn"')));
    expect(gateway.logs.join('')).not.toContain(new URL(url).host);
  });
});

async function startOtherServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
