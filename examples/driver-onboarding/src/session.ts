import { useSyncExternalStore } from 'react';

/** The credential of whoever uses the page: kept in its memory, and nowhere else. */
let current = '';
const listeners = new Set<() => void>();

export const token = (): string => current;

export function setToken(value: string): void {
  current = value;
  for (const listener of listeners) listener();
}

export function useToken(): string {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, token);
}
