import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useEffect, useRef } from 'react';
import { get, useForm, type FieldPath } from 'react-hook-form';
import { gatewayErrors, violationsByField, type CreateUserInput } from 'users-gateway-client';

import { driverSchema, type DriverValues } from './driver-values.ts';

/** A form of one driver, judged by the gateway's rules before anything is sent, and by what the gateway says afterwards. */
export function useDriverForm(defaultValues: DriverValues) {
  const form = useForm<DriverValues, unknown, CreateUserInput>({
    defaultValues,
    resolver: standardSchemaResolver<DriverValues, unknown, CreateUserInput>(driverSchema),
    shouldFocusError: false,
  });
  const element = useRef<HTMLFormElement>(null);
  // Counted when everything that an attempt found is shown. The form does not know the order of the page.
  const { submitCount } = form.formState;
  useEffect(() => {
    if (submitCount > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [submitCount]);

  /** Shows each violation beside its input. @returns those that have none. */
  const showViolations = (thing: unknown): string[] => {
    const homeless: string[] = [];
    for (const [field, message] of Object.entries(violationsByField(gatewayErrors(thing)))) {
      const isInput = typeof get(form.getValues(), field) === 'string';
      if (isInput) form.setError(field as FieldPath<DriverValues>, { message });
      else homeless.push(field === '' ? message : `${field} ${message}`);
    }
    return homeless;
  };
  return { form, element, showViolations };
}
