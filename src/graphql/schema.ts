import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  isObjectType,
  isScalarType,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
} from 'graphql';

import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { typeDefs } from '../__generated__/type-defs.ts';
import { USER_ENUMS } from '../mapping/user-enums.ts';
import { readExternalIdFields, readUserFields } from '../mapping/user.ts';
import { auditMutations } from './audit.ts';
import { addExternalId } from './resolvers/add-external-id.ts';
import { createUser, createUserPayload } from './resolvers/create-user.ts';
import { createUsers } from './resolvers/create-users.ts';
import { acceptDateTimes } from './resolvers/date-time.ts';
import { deactivateUser } from './resolvers/deactivate-user.ts';
import { externalIdPayload } from './resolvers/external-id-payload.ts';
import { reactivateUser } from './resolvers/reactivate-user.ts';
import { removeExternalId } from './resolvers/remove-external-id.ts';
import { updateExternalId } from './resolvers/update-external-id.ts';
import { updateUser } from './resolvers/update-user.ts';
import { userLookup } from './resolvers/user-lookup.ts';
import { userPayload } from './resolvers/user-payload.ts';
import { user } from './resolvers/user.ts';
import { users } from './resolvers/users.ts';

type HandWritten = Omit<
  Resolvers,
  // Read by table.
  | 'User'
  | 'ExternalId'
  // Passed through; `acceptDateTimes` checks what comes in.
  | 'DateTime'
  | 'Date'
  // Objects with properties of their fields' names.
  | 'CreateUsersPayload'
  | 'RemoveExternalIdPayload'
  | 'UserConnection'
  | 'UserEdge'
  | 'PageInfo'
>;

/** Every resolver that is written by hand. */
export const resolvers: HandWritten = {
  Query: { user, userLookup, users },
  Mutation: {
    createUser,
    createUsers,
    updateUser,
    deactivateUser,
    reactivateUser,
    addExternalId,
    updateExternalId,
    removeExternalId,
  },
  CreateUserPayload: createUserPayload,
  UpdateUserPayload: userPayload,
  DeactivateUserPayload: userPayload,
  ReactivateUserPayload: userPayload,
  AddExternalIdPayload: externalIdPayload,
  UpdateExternalIdPayload: externalIdPayload,
  ...USER_ENUMS,
};

let executable: GraphQLSchema | undefined;

/** The executable schema of schema/*.graphql. It holds nothing of a gateway: all in one process have the same. */
export function executableSchema(): GraphQLSchema {
  return (executable ??= finishSchema(makeExecutableSchema({ typeDefs, resolvers })));
}

/** Gives the types that are read by table their readers, and mutations their audit. Changes and returns `schema`. */
export function finishSchema(schema: GraphQLSchema): GraphQLSchema {
  auditMutations(objectType(schema, 'Mutation'));
  readUserFields(objectType(schema, 'User'));
  readExternalIdFields(objectType(schema, 'ExternalId'));
  acceptDateTimes(scalarType(schema, 'DateTime'));
  return schema;
}

function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`);
  return type;
}

function scalarType(schema: GraphQLSchema, name: string): GraphQLScalarType {
  const type = schema.getType(name);
  if (!isScalarType(type)) throw new Error(`the schema has no scalar ${name}`);
  return type;
}
