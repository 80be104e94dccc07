/**
 * What the explorers open with: each works against the embedded Users API, in this order and again. No two have a variable
 * in common, so that they can stand in one document. Placeholders only, never a token.
 */
export const EXAMPLE_OPERATIONS = [
  {
    name: 'Create',
    document: `# Creates a user with two external ids. The same key again: the same user, and no second one.
mutation CreateUser($input: CreateUserInput!, $key: String!) {
  createUser(input: $input) @idempotent(key: $key) {
    user {
      id
      firstName
      lastName
      role
      externalIds {
        externalId
        integrationName
      }
    }
    validatedOnly
  }
}
`,
    variables: {
      input: {
        firstName: 'Nina',
        lastName: 'Sample',
        role: 'DRIVER',
        username: 'nina.sample.demo',
        eldMode: 'LOGS',
        timeTrackingMode: 'LOGS',
        violationAlerts: 'ONE_HOUR',
        externalIds: [
          { externalId: 'DRV-101', integrationName: 'sample_tms' },
          { externalId: 'E-101', integrationName: 'sample_payroll' },
        ],
      },
      key: 'create-nina-1',
    },
  },
  {
    name: 'Refused',
    document: `# Each refused field at its path, a nested one too: errors[0].extensions.violations.
mutation RefusedUser($refused: CreateUserInput!) {
  createUser(input: $refused) {
    user {
      id
    }
  }
}
`,
    variables: {
      refused: {
        firstName: '',
        lastName: 'Sample',
        role: 'DRIVER',
        email: 'not-an-address',
        externalIds: [{ externalId: 'DRV-102', integrationName: '' }],
      },
    },
  },
  {
    name: 'Look up',
    document: `# By any unique key: externalId, email, username, driverCompanyId or phone.
query LookUpUser($by: UserLookupInput!) {
  userLookup(by: $by) {
    id
    firstName
    lastName
    status
    externalIds {
      id
      externalId
      integrationName
    }
  }
}
`,
    variables: { by: { externalId: { externalId: 'DRV-77', integrationName: 'sample_tms' } } },
    /** Where it is served, the REST side of the operation stands in `extensions`. */
    headers: { 'Apollo-Connectors-Debugging': 'true' },
  },
  {
    name: 'Page',
    document: `# The next page: endCursor as after.
query ListUsers($first: Int, $after: String, $filter: UserFilterInput) {
  users(first: $first, after: $after, filter: $filter) {
    totalCount
    nodes {
      id
      firstName
      lastName
      role
      status
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: { first: 5, after: null, filter: { role: 'DRIVER', status: 'ACTIVE' } },
  },
  {
    name: 'Batch',
    document: `# One that fails keeps no other from being created; its error tells the index.
mutation CreateUsers($batch: CreateUsersInput!, $batchKey: String!) {
  createUsers(input: $batch) @idempotent(key: $batchKey) {
    createdCount
    failedCount
    unknownCount
    results {
      user {
        id
        firstName
      }
    }
  }
}
`,
    variables: {
      batch: {
        users: [
          {
            firstName: 'Olga',
            lastName: 'Sample',
            role: 'DRIVER',
            externalIds: [{ externalId: 'DRV-103', integrationName: 'sample_tms' }],
          },
          { firstName: 'Pavel', lastName: 'Sample', role: 'DRIVER', email: 'not-an-address' },
          {
            firstName: 'Quinn',
            lastName: 'Sample',
            role: 'FLEET_USER',
            email: 'quinn.sample@example.com',
          },
        ],
      },
      batchKey: 'create-batch-1',
    },
  },
] as const;
