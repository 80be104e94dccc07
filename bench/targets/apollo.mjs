// The same operations as a page about Apollo Server would serve them: startStandaloneServer, and fetch in the resolvers.
import { readFileSync } from 'node:fs';

import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

const base = process.env.USERS_API_URL;
const typeDefs = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
const snake = (name) => name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);
const camel = (name) => name.replace(/_(.)/g, (_match, letter) => letter.toUpperCase());
const renamed = (value, rename) => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]),
  );
};
const toUser = ({ role, status, ...user }) => ({
  ...renamed(user, camel),
  role: role.toUpperCase(),
  status: status.toUpperCase(),
});
const ask = async (path, authorization, init = {}) => {
  const response = await fetch(base + path, {
    ...init,
    headers: { authorization, 'content-type': 'application/json' },
  });
  return toUser((await response.json()).user);
};

const server = new ApolloServer({
  typeDefs,
  resolvers: {
    Query: { user: (_parent, { id }, { authorization }) => ask(`/v1/users/${id}`, authorization) },
    Mutation: {
      createUser: async (_parent, { input }, { authorization }) => ({
        user: await ask('/v1/users', authorization, {
          method: 'POST',
          body: JSON.stringify(renamed(input, snake)),
        }),
        validatedOnly: false,
      }),
    },
  },
});
await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
