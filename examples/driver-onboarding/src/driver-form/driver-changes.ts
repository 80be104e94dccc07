import type { DriverQuery, UpdateUserInput } from '../gql/graphql.ts';
import { EMPTY, type DriverValues } from './driver-values.ts';

type Driver = NonNullable<DriverQuery['user']>;
type TextField = Exclude<keyof DriverValues, 'externalIds' | 'password'>;

const TEXT_FIELDS = Object.keys(EMPTY).filter(
  (name): name is TextField => name !== 'externalIds' && name !== 'password',
);

/** A form of the driver as it is stored. The password is told by nobody. */
export function toValues(driver: Driver): DriverValues {
  return {
    ...EMPTY,
    ...Object.fromEntries(TEXT_FIELDS.map((name) => [name, driver[name] ?? ''])),
    externalIds: driver.externalIds.map(({ id, externalId, integrationName }) => ({
      ...(typeof id === 'string' && { id }),
      externalId,
      integrationName,
    })),
  };
}

/** What a form changes: what was left as it was is not sent, and null empties a field. */
export function toChanges(driver: Driver, values: DriverValues) {
  const before = toValues(driver);
  const fields = TEXT_FIELDS.filter((name) => values[name].trim() !== before[name]).map(
    (name) => [name, values[name].trim() || null] as const,
  );
  const externalIds = values.externalIds
    .map(({ externalId, integrationName, ...record }) => ({
      ...record,
      externalId: externalId.trim(),
      integrationName: integrationName.trim(),
    }))
    .filter((now) => !before.externalIds.some((old) => JSON.stringify(old) === JSON.stringify(now)));
  const kept = new Set(values.externalIds.map(({ id }) => id));
  const input: UpdateUserInput = {
    id: driver.id,
    ...Object.fromEntries(fields),
    ...(values.password !== '' && { password: values.password }),
    ...(externalIds.length > 0 && { externalIds }),
  };
  return {
    input,
    removed: before.externalIds.flatMap(({ id }) => (id !== undefined && !kept.has(id) ? [id] : [])),
  };
}
