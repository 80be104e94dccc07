import { useFieldArray, useFormContext } from 'react-hook-form';

import type { DriverValues } from './driver-values.ts';
import { Field } from './field.tsx';

const TIME_ZONES = [
  'Atlantic Time (Canada)',
  'Eastern Time (US & Canada)',
  'Indiana (East)',
  'Central Time (US & Canada)',
  'Saskatchewan',
  'Mountain Time (US & Canada)',
  'Arizona',
  'Pacific Time (US & Canada)',
  'Alaska',
];
interface DriverFieldsProps {
  /** After a reload the form is as it was, but for the password. */
  readonly passwordHint: string;
  /** What is kept as it was sent, and cannot be changed. */
  readonly isLocked: boolean;
  readonly isPasswordLocked: boolean;
}

export function DriverFields({ passwordHint, isLocked, isPasswordLocked }: DriverFieldsProps) {
  return (
    <>
      <fieldset className="card" disabled={isLocked}>
        <legend>Who</legend>
        <div className="grid">
          <Field name="firstName" label="First name" required />
          <Field name="lastName" label="Last name" required />
          <Field name="email" label="Email" type="email" hint="Drivers often have none." />
          <div className="phone">
            <Field name="phoneCountryCode" label="Country code" inputMode="tel" placeholder="+1" />
            <Field name="phone" label="Phone" type="tel" />
          </div>
        </div>
      </fieldset>
      <fieldset className="card">
        <legend>Signing in</legend>
        <div className="grid">
          <Field
            name="username"
            label="Username"
            spellCheck={false}
            autoCapitalize="none"
            readOnly={isLocked}
          />
          <Field
            name="password"
            label="Password"
            type="password"
            autoComplete="new-password"
            hint={passwordHint}
            readOnly={isPasswordLocked}
          />
        </div>
      </fieldset>
      <fieldset className="card" disabled={isLocked}>
        <legend>At work</legend>
        <div className="grid">
          <Field name="driverCompanyId" label="Company’s own driver id" />
          <Field name="driversLicenseNumber" label="Licence number" />
          <Field name="driversLicenseState" label="Licence state" placeholder="TX" maxLength={2} />
          <Field name="timeZone" label="Time zone" list="time-zones" />
        </div>
        <datalist id="time-zones">
          {TIME_ZONES.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </fieldset>
      <ExternalIds isLocked={isLocked} />
    </>
  );
}

function ExternalIds({ isLocked }: { readonly isLocked: boolean }) {
  const { control, setFocus } = useFormContext<DriverValues>();
  const { fields, append, remove } = useFieldArray({ control, name: 'externalIds', keyName: 'key' });
  const removeAt = (index: number) => {
    remove(index);
    document.getElementById('add-external-id')?.focus();
  };
  return (
    <fieldset className="card" disabled={isLocked}>
      <legend>Ids in other systems</legend>
      <p className="hint">
        Such as payroll or transport management. One of them makes sure that nobody is created twice.
      </p>
      {fields.map(({ key }, index) => (
        <div key={key} className="external-id" role="group" aria-label={`Id ${index + 1}`}>
          <Field
            name={`externalIds.${index}.integrationName`}
            label="System"
            placeholder="sample_tms"
            required
          />
          <Field name={`externalIds.${index}.externalId`} label="Id there" required />
          <button type="button" onClick={() => removeAt(index)} aria-label={`Remove id ${index + 1}`}>
            Remove
          </button>
        </div>
      ))}
      <button
        type="button"
        id="add-external-id"
        onClick={() => {
          append({ externalId: '', integrationName: '' }, { shouldFocus: false });
          // The new inputs are there after the next rendering.
          setTimeout(() => setFocus(`externalIds.${fields.length}.integrationName`));
        }}
      >
        Add an id
      </button>
    </fieldset>
  );
}
