/**
 * An MCP server in front of the gateway: every operation of operations.graphql is a tool. docs/agents.md tells why it is so.
 * Run: GATEWAY_URL=http://127.0.0.1:4000 AUTHORIZATION='Bearer …' npx tsx examples/agents/mcp-server.ts
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type CallToolResult,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  TokenKind,
  type OperationDefinitionNode,
  type TypeNode,
} from 'graphql';

const SCALARS: Readonly<Record<string, object>> = {
  String: { type: 'string' },
  ID: { type: 'string' },
  Int: { type: 'integer' },
  Boolean: { type: 'boolean' },
};

const operations = parse(
  readFileSync(new URL('operations.graphql', import.meta.url), 'utf8'),
).definitions.filter(
  (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
);
const byName = new Map(operations.map((operation) => [operation.name?.value ?? '', operation]));

/** Of this conversation: the process is one. */
const conversation = randomUUID();

const server = new Server({ name: 'users', version: '1.0.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: operations.map(toTool) }));
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  const operation = byName.get(params.name);
  if (!operation) return { content: [{ type: 'text', text: 'There is no such tool.' }], isError: true };
  return call(operation, params.arguments ?? {});
});
await server.connect(new StdioServerTransport());

function toTool(operation: OperationDefinitionNode): Tool {
  const variables = operation.variableDefinitions ?? [];
  const readOnly = operation.operation === OperationTypeNode.QUERY;
  const name = operation.name?.value ?? '';
  return {
    name,
    description: commentAbove(operation),
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(
        variables.map(({ variable, type }) => [variable.name.value, toJsonSchema(type)]),
      ),
      required: variables
        .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
        .map(({ variable }) => variable.name.value),
      additionalProperties: false,
    },
    annotations: {
      readOnlyHint: readOnly,
      destructiveHint: name.startsWith('Deactivate'),
      // A repeat with the same arguments changes nothing more: the gateway replays, or finds the same user.
      idempotentHint: true,
      openWorldHint: true,
    },
  };
}

/** The model is told what a person wrote above the operation. */
function commentAbove({ loc }: OperationDefinitionNode): string {
  const lines: string[] = [];
  for (let token = loc?.startToken.prev; token?.kind === TokenKind.COMMENT; token = token.prev) {
    lines.unshift(token.value.trim());
  }
  return lines.join(' ');
}

function toJsonSchema(type: TypeNode): object {
  if (type.kind === Kind.NON_NULL_TYPE) return toJsonSchema(type.type);
  const schema = type.kind === Kind.NAMED_TYPE ? SCALARS[type.name.value] : undefined;
  if (schema === undefined) throw new Error(`${print(type)} is no plain value: name its parts as variables`);
  return schema;
}

async function call(operation: OperationDefinitionNode, variables: object): Promise<CallToolResult> {
  const response = await fetch(`${process.env['GATEWAY_URL']}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: process.env['AUTHORIZATION'] ?? '',
      'idempotency-key': keyOf(operation.name?.value ?? '', variables),
    },
    body: JSON.stringify({ query: print(operation), variables }),
  });
  const text = await response.text();
  return { content: [{ type: 'text', text }], isError: 'errors' in JSON.parse(text) };
}

/** The same call in the same conversation has the same key, so a repeat is answered with what the first one came to. */
function keyOf(name: string, variables: object): string {
  const values = Object.entries(variables).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([conversation, name, values]))
    .digest('base64url');
}
