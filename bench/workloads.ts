/** What is asked: one create with two external ids, and one read. */
export const WORKLOADS = {
  W1: {
    query: `mutation CreateUser($input: CreateUserInput!) {
  createUser(input: $input) {
    user { id email firstName lastName username role status timeZone carrierName driverCompanyId createdAt externalIds { externalId integrationName } }
  }
}`,
    variables: {
      input: {
        email: 'john.doe@example.com',
        firstName: 'John',
        lastName: 'Doe',
        phone: '4155550100',
        phoneCountryCode: '+1',
        timeZone: 'Pacific Time (US & Canada)',
        carrierName: 'Demo Fleet',
        carrierStreet: '55 Hawthorne St',
        carrierCity: 'San Francisco',
        carrierState: 'CA',
        carrierZip: '94105',
        violationAlerts: 'ONE_HOUR',
        exception24HourRestart: false,
        exception8HourBreak: false,
        exportCombined: true,
        metricUnits: false,
        username: 'john.doe',
        password: 'password-1234',
        cycle: '70_8',
        driverCompanyId: 'D-4711',
        dutyStatus: 'OFF_DUTY',
        eldMode: 'NONE',
        driversLicenseNumber: 'A1234567',
        driversLicenseState: 'CA',
        role: 'DRIVER',
        status: 'ACTIVE',
        timeTrackingMode: 'LOGS',
        externalIds: [
          { externalId: '987', integrationName: 'generic_tms' },
          { externalId: 'ab-1002', integrationName: 'payroll' },
        ],
      },
    },
  },
  W2: {
    query: 'query User($id: ID!) { user(id: $id) { id email firstName lastName role status } }',
    variables: { id: '987654' },
  },
} as const;

export type Workload = keyof typeof WORKLOADS;

/** One batch of so many users. */
export function batchOf(size: number): object {
  const { input } = WORKLOADS.W1.variables;
  return {
    query:
      'mutation CreateUsers($input: CreateUsersInput!) { createUsers(input: $input) { createdCount results { user { id email } } } }',
    variables: {
      input: {
        users: Array.from({ length: size }, (_, index) => ({
          ...input,
          username: `john.doe.${index}`,
          email: `john.doe.${index}@example.com`,
          externalIds: [{ externalId: `batch-${index}`, integrationName: 'generic_tms' }],
        })),
      },
    },
  };
}

/** A page of a hundred users. */
export const PAGE = {
  query: 'query Users { users(first: 100) { totalCount nodes { id email firstName lastName role status } } }',
} as const;
