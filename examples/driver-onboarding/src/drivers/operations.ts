import { graphql } from '../gql/gql.ts';

export const DRIVERS = graphql(`
  query Drivers($first: Int!, $after: String, $filter: UserFilterInput) {
    users(first: $first, after: $after, filter: $filter) {
      nodes {
        id
        firstName
        lastName
        username
        email
        phone
        phoneCountryCode
        status
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

export const DRIVER = graphql(`
  query Driver($id: ID!) {
    user(id: $id) {
      id
      firstName
      lastName
      username
      email
      phone
      phoneCountryCode
      driverCompanyId
      driversLicenseNumber
      driversLicenseState
      timeZone
      status
      externalIds {
        id
        externalId
        integrationName
      }
    }
  }
`);

export const CREATE_DRIVER = graphql(`
  mutation CreateDriver($input: CreateUserInput!) {
    createUser(input: $input) {
      user {
        id
        firstName
        lastName
      }
      validatedOnly
    }
  }
`);

export const UPDATE_DRIVER = graphql(`
  mutation UpdateDriver($input: UpdateUserInput!) {
    updateUser(input: $input) {
      user {
        id
      }
    }
  }
`);

export const REMOVE_EXTERNAL_ID = graphql(`
  mutation RemoveExternalId($input: RemoveExternalIdInput!) {
    removeExternalId(input: $input) {
      success
    }
  }
`);

export const DEACTIVATE_DRIVER = graphql(`
  mutation DeactivateDriver($input: DeactivateUserInput!) {
    deactivateUser(input: $input) {
      user {
        id
        status
      }
    }
  }
`);

export const REACTIVATE_DRIVER = graphql(`
  mutation ReactivateDriver($input: ReactivateUserInput!) {
    reactivateUser(input: $input) {
      user {
        id
        status
      }
    }
  }
`);
