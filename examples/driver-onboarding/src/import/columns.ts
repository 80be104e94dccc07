/** What a column can hold. */
export interface Target {
  /** The path below `input`, as forms name it. */
  readonly field: string;
  readonly label: string;
  /** Heads that mean it, beside its label and the gateway's and the Users API's names. */
  readonly heads?: readonly string[];
}

export const TARGETS: readonly Target[] = [
  { field: 'firstName', label: 'First name', heads: ['Given name', 'Forename', 'Vorname'] },
  { field: 'lastName', label: 'Last name', heads: ['Family name', 'Surname', 'Nachname', 'Familienname'] },
  { field: 'username', label: 'Username', heads: ['Login', 'User', 'Benutzername', 'Anmeldename'] },
  { field: 'password', label: 'Password', heads: ['Passwort', 'Kennwort'] },
  { field: 'email', label: 'Email', heads: ['Mail', 'Email address', 'Mailadresse'] },
  { field: 'phoneCountryCode', label: 'Phone country code', heads: ['Country code', 'Ländervorwahl'] },
  { field: 'phone', label: 'Phone', heads: ['Phone number', 'Telephone', 'Mobile', 'Telefon', 'Handy'] },
  {
    field: 'driverCompanyId',
    label: 'Company’s own driver id',
    heads: ['Driver id', 'Employee number', 'Personalnummer'],
  },
  {
    field: 'driversLicenseNumber',
    label: 'Licence number',
    heads: ['License number', 'Licence', 'License', 'Führerschein', 'Führerscheinnummer'],
  },
  { field: 'driversLicenseState', label: 'Licence state', heads: ['License state'] },
  { field: 'timeZone', label: 'Time zone', heads: ['Zeitzone'] },
  { field: 'eldMode', label: 'Log device', heads: ['ELD'] },
  { field: 'externalIds.0.externalId', label: 'Id in another system', heads: ['External id', 'Externe Id'] },
  {
    field: 'externalIds.0.integrationName',
    label: 'The other system',
    heads: ['Integration name', 'Integration', 'System'],
  },
  { field: 'externalIds.1.externalId', label: 'Second id', heads: ['External id 2'] },
  { field: 'externalIds.1.integrationName', label: 'The second id’s system', heads: ['Integration name 2'] },
];

const LABELS = new Map(TARGETS.map(({ field, label }) => [field, label]));

export const labelOf = (field: string): string => LABELS.get(field) ?? field;

/** For each column the field it holds; '' for what is not imported. */
export type Mapping = readonly string[];

/** What the heads seem to mean. No field is given twice. */
export function guessMapping(columns: readonly string[]): Mapping {
  const free = new Map(
    TARGETS.flatMap(({ field, label, heads = [] }) =>
      [field, label, ...heads].map((head) => [normal(head), field] as const),
    ),
  );
  const given = new Set<string>();
  return columns.map((column) => {
    const field = free.get(normal(column)) ?? '';
    if (given.has(field)) return '';
    given.add(field);
    return field;
  });
}

/** Without accents, case, and what is no letter or digit: `E-Mail`, `first_name`, `FirstName`. */
function normal(head: string): string {
  return head
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}
