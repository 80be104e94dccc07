import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

import { startFaultyPair } from '../support/start-pair.ts';
import { startTestGateway, TOKEN } from '../support/start-gateway.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** An MCP client, and the server of `examples/agents` as a process of its own. */
async function startAgent(gateway: { readonly url: string }) {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--import', 'tsx', 'examples/agents/mcp-server.ts'],
      cwd: ROOT,
      env: { GATEWAY_URL: gateway.url, AUTHORIZATION: TOKEN },
    }),
  );
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name: string, args: Record<string, unknown>) => {
      const { content, isError } = await client.callTool({ name, arguments: args });
      const [{ text }] = content as [{ text: string }];
      return { isError, ...JSON.parse(text) };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const DRIVER = { firstName: 'Ines', lastName: 'Sample', externalId: 'DRV-1', integrationName: 'sample_tms' };

describe('An agent, through the MCP server of examples/agents', () => {
  it('sees each operation as a tool, with what a person wrote above it and what it may do', async () => {
    await using gateway = await startTestGateway();
    await using agent = await startAgent(gateway);

    const tools = await agent.tools();

    expect(
      tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint, annotations?.destructiveHint]),
    ).toEqual([
      ['FindUserByExternalId', true, false],
      ['FindUsersByName', true, false],
      ['CreateDriver', false, false],
      ['DeactivateUser', false, true],
    ]);
    const create = tools.find(({ name }) => name === 'CreateDriver');
    expect(create?.description).toMatch(/^Creates a driver\. The external id is .* repeated as it is\.$/);
    expect(create?.inputSchema).toMatchObject({
      required: ['firstName', 'lastName', 'externalId', 'integrationName'],
      additionalProperties: false,
    });
    expect(JSON.stringify(tools)).not.toContain('password');
  });

  it('creates one driver, however often it repeats the call', async () => {
    await using pair = await startFaultyPair();
    await using agent = await startAgent(pair.gateway);

    const first = await agent.call('CreateDriver', DRIVER);
    const again = await agent.call('CreateDriver', DRIVER);

    expect(first).toMatchObject({
      isError: false,
      data: { createUser: { user: { id: expect.any(String) } } },
    });
    expect(again).toEqual(first);
    expect(pair.usersApi.posts).toBe(1);
  });

  it('creates one driver when the answer is lost, and in another conversation learns whose number it is', async () => {
    await using pair = await startFaultyPair();
    pair.usersApi.creates({ answer: () => ({ reset: 'after-request' }) });
    await using agent = await startAgent(pair.gateway);
    await using other = await startAgent(pair.gateway);

    const created = await agent.call('CreateDriver', DRIVER);
    const refused = await other.call('CreateDriver', { ...DRIVER, firstName: 'Otto' });

    expect(created).toMatchObject({
      isError: false,
      data: { createUser: { user: { id: expect.any(String) } } },
    });
    expect(refused).toMatchObject({
      isError: true,
      errors: [{ extensions: { code: 'CONFLICT', existingUserId: created.data.createUser.user.id } }],
    });
    expect(pair.usersApi.users).toHaveLength(1);
  });

  it('finds and deactivates', async () => {
    await using gateway = await startTestGateway();
    await using agent = await startAgent(gateway);

    const { data } = await agent.call('FindUserByExternalId', {
      externalId: 'DRV-77',
      integrationName: 'sample_tms',
    });
    const deactivated = await agent.call('DeactivateUser', { id: data.userLookup.id });

    expect(data.userLookup).toMatchObject({ id: '730001', firstName: 'Ines' });
    expect(deactivated.data.deactivateUser.user).toEqual({ id: '730001', status: 'DEACTIVATED' });
  });
});

it('The operations fit the schema', () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

  const faults = validate(
    buildSchema(read('schema.graphql')),
    parse(read('examples/agents/operations.graphql')),
  );

  expect(faults.map(String)).toEqual([]);
});

it("docs/agents.md keys a create by a variable: a repeated call is answered with the first one's user", async () => {
  await using gateway = await startTestGateway();
  const page = readFileSync(new URL('../../docs/agents.md', import.meta.url), 'utf8');
  const [, operation = ''] = /```graphql\n([^]+?)```/.exec(page) ?? [];
  const call = () =>
    gateway.graphql(operation, {
      key: 'conversation-1',
      input: { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' },
    });

  const first = await call();
  const again = await call();

  expect(first.data.createUser.user.id).toMatch(/^\d+$/);
  expect(again.data).toEqual(first.data);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
});
