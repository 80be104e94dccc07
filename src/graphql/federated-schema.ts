import { buildSubgraphSchema } from '@apollo/subgraph';
import { addResolversToSchema } from '@graphql-tools/schema';
import { parse, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';

import { typeDefs } from '../__generated__/type-defs.ts';
import { USER_ENUMS } from '../mapping/user-enums.ts';
import type { UserResource } from '../users-api/resources.ts';
import type { GatewayContext } from './context.ts';
import { readUser } from './resolvers/user.ts';
import { finishSchema, resolvers } from './schema.ts';

/** What federation adds. `@oneOf` is defined because the subgraph library of this version does not know it. */
const FEDERATION_SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  extend type User @key(fields: "id")
  directive @oneOf on INPUT_OBJECT
`;

/** The same schema as an Apollo Federation 2 subgraph: other subgraphs may refer to a `User` by its id. */
export function createFederatedSchema(): GraphQLSchema {
  const withoutEnums = Object.fromEntries(
    Object.entries(resolvers).filter(([name]) => !(name in USER_ENUMS)),
  );
  const schema = buildSubgraphSchema([
    { typeDefs: parse(typeDefs) },
    {
      typeDefs: parse(FEDERATION_SDL),
      resolvers: { ...withoutEnums, User: { __resolveReference: resolveUser } },
    },
  ]);
  // Afterwards: buildSubgraphSchema would leave defaults of enums as their GraphQL names.
  return finishSchema(addResolversToSchema({ schema, resolvers: { ...USER_ENUMS } }));
}

/** An entity by its key: the same as `Query.user`. */
const resolveUser = (
  { id }: { readonly id: string },
  context: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<UserResource | null> => readUser({}, { id }, context, info);
