import { ApolloServer } from '@apollo/server';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { GraphQLScalarType, Kind } from 'graphql';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';

import { toApolloGateway } from '../../../../src/graphql/execution/apollo-gateway.ts';
import { createEngine } from '../../../../src/graphql/execution/engine.ts';
import type { EngineOptions, ExecutionContext } from '../../../../src/graphql/execution/engine.ts';
import { toSafeParseError } from '../../../../src/graphql/execution/syntax-errors.ts';

export const LIMITS = {
  maxAliases: 50,
  maxDepth: 12,
  maxDirectives: 9,
  maxListItems: 100,
  maxMutationsPerOperation: 10,
  maxTokens: 2000,
  maxDocumentBytes: 1_000_000,
  maxFields: 1000,
  maxResultFields: 50_000,
  maxRootFields: 100,
  maxCreatesPerOperation: 100,
  maxUsersPerBatch: 100,
};

const typeDefs = /* GraphQL */ `
  directive @sensitive on INPUT_FIELD_DEFINITION
  directive @idempotent(key: String!) on FIELD
  directive @tag(role: Role!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION | QUERY

  scalar Day

  enum Role {
    DRIVER
    FLEET_USER
    ADMIN
  }

  input ExternalIdInput {
    externalId: String!
    integrationName: String!
    kind: Role = FLEET_USER
  }

  input LookupInput @oneOf {
    email: String
    id: ID
    externalId: ExternalIdInput
  }

  input CreateUserInput {
    firstName: String!
    role: Role!
    password: String @sensitive
    age: Int
    ratio: Float
    active: Boolean
    born: Day
    groupIds: [ID!]
    matrix: [[Int]]
    roles: [Role]
    externalIds: [ExternalIdInput!]
    by: LookupInput
    manager: CreateUserInput
    mode: Role = ADMIN
    level: Int! = 3
    link: LinkInput = { href: "/" }
  }

  input LinkInput {
    href: String!
    title: String = "Home"
  }

  type User {
    id: ID
    name: String
    self: User
    tagged(role: Role!): User
  }

  type Query {
    user(id: ID!): User
    lookup(by: LookupInput!): String
    echo(input: CreateUserInput): String
    page(first: Int! = 25, after: String): String
  }

  type Mutation {
    createUser(input: CreateUserInput!): User
    createUsers(inputs: [CreateUserInput!]!): [User]
  }
`;

const Day = new GraphQLScalarType({
  name: 'Day',
  parseValue: (value) => {
    if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value))
      throw new Error(`not a day: ${String(value)}`);
    return `day ${value}`;
  },
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING || !/^\d{4}-\d{2}-\d{2}$/.test(node.value)) throw new Error('not a day');
    return `day ${node.value}`;
  },
});

export interface Call {
  readonly field: string;
  readonly args: unknown;
}

/** A schema whose resolvers write down their calls. */
export function createTestSchema(calls: Call[] = []) {
  const recorded =
    (field: string, answer: unknown) =>
    async (_parent: unknown, args: unknown): Promise<unknown> => {
      calls.push({ field, args: structuredClone(args) });
      await Promise.resolve();
      calls.push({ field: `${field} done`, args: undefined });
      return answer;
    };
  return makeExecutableSchema({
    typeDefs,
    resolvers: {
      Day,
      Role: { DRIVER: 'driver', FLEET_USER: 'fleet_user', ADMIN: 'admin' },
      User: { self: () => ({ id: '1' }), tagged: recorded('tagged', { id: '2' }) },
      Query: {
        user: recorded('user', { id: '1' }),
        lookup: recorded('lookup', 'found'),
        echo: recorded('echo', 'echo'),
        page: recorded('page', 'page'),
      },
      Mutation: {
        createUser: recorded('createUser', { id: '1' }),
        createUsers: recorded('createUsers', [{ id: '1' }]),
      },
    },
  });
}

export interface Answer {
  readonly status: number | undefined;
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[] | undefined;
  /** Arguments of the resolvers that were called. */
  readonly calls: readonly Call[];
}

interface Request {
  readonly query?: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
}

type Options = Partial<EngineOptions<ExecutionContext>> & {
  readonly persistedQueries?: ConstructorParameters<typeof ApolloServer>[0]['persistedQueries'];
};

/** An Apollo Server around our gateway, without sockets. */
export async function startServer({ persistedQueries = false, ...options }: Options = {}) {
  const calls: Call[] = [];
  const limits = options.limits ?? LIMITS;
  const schema = options.schema ?? createTestSchema(calls);
  const engine = createEngine<ExecutionContext>({
    schema,
    limits,
    introspection: true,
    hideSuggestions: false,
    allowLiteralSecrets: false,
    plain: false,
    sizeOf: () => ({ items: 1, creates: 0 }),
    inputFaultStatus: () => 400,
    finish: (result: ExecutionResult) => result,
    ...options,
  });
  const gateway = toApolloGateway(engine, schema, limits.maxTokens);
  const server = new ApolloServer<ExecutionContext>({
    ...gateway.serverOptions,
    plugins: [gateway.plugin],
    persistedQueries,
    formatError: (formatted) => toSafeParseError(formatted, limits),
    stopOnTerminationSignals: false,
    nodeEnv: 'test',
  });
  await server.start();
  let secrets: string[] = [];
  return {
    /** What the last request gave for `@sensitive` fields. */
    secrets: () => secrets,
    /** True when the document need not be prepared again. */
    keeps: (query: string) => engine.known(query) !== undefined,
    async send(request: Request): Promise<Answer> {
      calls.length = 0;
      secrets = [];
      const contextValue: ExecutionContext = {
        facts: undefined,
        addSecrets: (submitted) => secrets.push(...submitted),
      };
      const { body, http } = await server.executeOperation(request, { contextValue });
      if (body.kind !== 'single') throw new Error('one answer expected');
      const { data, errors } = body.singleResult;
      return {
        status: http.status,
        data,
        errors,
        calls: calls.filter(({ field }) => !field.endsWith(' done')),
      };
    },
    async run(
      query: string,
      variables: Record<string, unknown> = {},
      operationName?: string,
    ): Promise<Answer> {
      return this.send({ query, variables, ...(operationName !== undefined && { operationName }) });
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** Orders pairs of path and code. */
export const byText = (a: readonly unknown[], b: readonly unknown[]): number =>
  String(a).localeCompare(String(b));

/** Path, violations and codes of all errors, without the texts. */
export function faultsOf({ errors }: Answer, order: 'as told' | 'sorted' = 'as told'): unknown {
  return errors?.map(({ path, extensions }) => {
    const violations = extensions?.['violations'];
    if (!Array.isArray(violations)) return { path, code: extensions?.['code'] };
    const short = violations.map((violation: { path: string[]; code: string }) => [
      violation.path.join('.'),
      violation.code,
    ]);
    return { path, violations: order === 'sorted' ? short.sort(byText) : short };
  });
}
