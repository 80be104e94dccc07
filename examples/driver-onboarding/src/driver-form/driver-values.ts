import { createUserSchema } from 'users-gateway-client';

/** What the form holds: text, as inputs give it. */
export interface DriverValues {
  firstName: string;
  lastName: string;
  username: string;
  password: string;
  email: string;
  phoneCountryCode: string;
  phone: string;
  driverCompanyId: string;
  driversLicenseNumber: string;
  driversLicenseState: string;
  timeZone: string;
  /** With the number of the record where there is one already. */
  externalIds: { id?: string; externalId: string; integrationName: string }[];
}

export const EMPTY: DriverValues = {
  firstName: '',
  lastName: '',
  username: '',
  password: '',
  email: '',
  phoneCountryCode: '',
  phone: '',
  driverCompanyId: '',
  driversLicenseNumber: '',
  driversLicenseState: '',
  timeZone: '',
  externalIds: [],
};

/** What is sent: without what was left empty. It may lack required fields; `driverSchema` finds that. */
export function toInput({ externalIds, ...fields }: DriverValues): Record<string, unknown> {
  return {
    ...filled(fields),
    role: 'DRIVER',
    ...(externalIds.length > 0 && { externalIds: externalIds.map(toExternalId) }),
  };
}

function toExternalId({ externalId, integrationName }: DriverValues['externalIds'][number]) {
  return filled({ externalId, integrationName });
}

/** The gateway's own rules, for the form before anything is sent. */
export const driverSchema = {
  '~standard': {
    ...createUserSchema['~standard'],
    // The form hands over its own values, and nothing else.
    validate: (values: unknown) => createUserSchema['~standard'].validate(toInput(values as DriverValues)),
    types: undefined,
  },
};

/** Names, ids and addresses do not begin or end with spaces; passwords may. */
function filled(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, name === 'password' ? value : value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
}
