import type { DriverValues } from './driver-values.ts';

/** A create whose outcome is not known yet: what was sent, and the key that finds it again. */
export interface PendingCreate {
  readonly key: string;
  /** Without the password, which is kept nowhere. */
  readonly values: Omit<DriverValues, 'password'>;
  readonly hadPassword: boolean;
}

const NAME = 'pending-create';

/** For as long as the tab is open, so that a reload in the middle of a lost answer loses neither the form nor its key. */
export function keepPending(key: string, { password, ...values }: DriverValues): void {
  const pending: PendingCreate = { key, values, hadPassword: password !== '' };
  sessionStorage.setItem(NAME, JSON.stringify(pending));
}

export function readPending(): PendingCreate | undefined {
  const text = sessionStorage.getItem(NAME);
  // Only this page writes it.
  return text === null ? undefined : (JSON.parse(text) as PendingCreate);
}

export function forgetPending(): void {
  sessionStorage.removeItem(NAME);
}
