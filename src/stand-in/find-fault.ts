import { READ_FAULTS } from './read-faults.ts';
import { WRITE_FAULTS } from './write-faults.ts';
import { isJsonObject } from './json.ts';
import type { Fault } from './delivery.ts';
import type { Call } from './endpoint.ts';
import type { Json } from './json.ts';

/** What one request asks a fault for. */
export interface FaultMatch {
  /** The value or id as the request carries it. */
  readonly value: string;
  /** True where an id in the path asks for it: no record has that id. */
  readonly isMagicId: boolean;
  readonly fault: Fault;
}

/** The fault that a call asks for by a magic id in its path, or else by a magic value. */
export function findFault(method: string, { id, query, body }: Call): FaultMatch | undefined {
  if (id !== undefined) {
    const row = Object.values(READ_FAULTS).find((fault) => fault.id === id);
    if (row !== undefined) return { value: String(id), isMagicId: true, fault: row.fault };
  }
  const table = method === 'GET' ? READ_FAULTS : WRITE_FAULTS;
  const nested = body['external_ids_attributes'];
  const values: (Json | undefined)[] =
    method === 'GET'
      ? Object.values(query)
      : [
          body['username'],
          body['email'],
          body['external_id'],
          query['external_id'],
          ...(Array.isArray(nested) ? nested : []).map((item: Json) =>
            isJsonObject(item) ? item['external_id'] : undefined,
          ),
        ];
  for (const value of values) {
    if (typeof value !== 'string') continue;
    const name = nameOf(value);
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    if (row !== undefined) return { value, isMagicId: false, fault: row.fault };
  }
  return undefined;
}

/** `fail-500`, `fail-500.demo.fleet`, `fail-500+2@example.com` and `Fail-500@example.com` name the same fault. */
function nameOf(value: string): string {
  return value
    .trim()
    .toLowerCase()
    .replace(/[.+@].*$/s, '');
}
