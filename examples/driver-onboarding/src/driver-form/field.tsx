import { useId, type InputHTMLAttributes } from 'react';
import { useFormContext, type FieldPath } from 'react-hook-form';

import type { DriverValues } from './driver-values.ts';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly name: FieldPath<DriverValues>;
  readonly label: string;
  readonly hint?: string;
}

/** An input with its label, its hint and what is wrong with it. */
export function Field({ name, label, hint, required, ...rest }: FieldProps) {
  const { register, getFieldState, formState } = useFormContext<DriverValues>();
  const id = useId();
  const problem: string | undefined = getFieldState(name, formState).error?.message;
  const described = [problem !== undefined && `${id}-problem`, hint !== undefined && `${id}-hint`];
  const aria = {
    'aria-invalid': problem !== undefined,
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
    'aria-required': required,
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required === true && <span className="required"> required</span>}
      </label>
      <input id={id} type="text" autoComplete="off" {...rest} {...register(name)} {...aria} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="problem">
          {label} {problem}
        </p>
      )}
    </div>
  );
}
