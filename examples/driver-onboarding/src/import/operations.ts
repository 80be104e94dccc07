import { graphql } from '../gql/gql.ts';

/**
 * Under one key, each item of a batch is known by its content: what was created is told again, whatever batch it comes in, and
 * what was not is sent.
 */
export const IMPORT_DRIVERS = graphql(`
  mutation ImportDrivers($input: CreateUsersInput!, $key: String!) {
    createUsers(input: $input) @idempotent(key: $key) {
      results {
        user {
          id
        }
        validatedOnly
      }
    }
  }
`);
