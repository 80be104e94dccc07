/** What the explorers show first: a create that works against the embedded Users API. Placeholders only, never a token. */
export const EXAMPLE_OPERATION = {
  document: `mutation CreateUser($input: CreateUserInput!) {
  createUser(input: $input) {
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
  },
  headers: { Authorization: 'Bearer YOUR_TOKEN' },
} as const;
