import type { Refusal } from '../users-api/refusal.ts';
import type { CreateUserBody } from '../users-api/resources.ts';
import { isConflict, readFindings } from './upstream-violations.ts';
import { CREATE_USER_INPUT_NAMES } from './user-fields.ts';
import type { Finding } from './validation-sentences.ts';

/** From so many findings, or characters, on further ones may not have been read. */
const MANY_FINDINGS = 20;
const MANY_CHARACTERS = 16_000;

/**
 * What the body of a refusal says, for deciding what it proves about an earlier attempt with the same body: only what is wrong
 * with the form of a value was wrong before. A value may be taken by that attempt itself, and what is said in other words, or of
 * nested records, may mean just that.
 */
export function judgeRefusal(body: unknown, sent: CreateUserBody): Refusal {
  const findings = readFindings(body, CREATE_USER_INPUT_NAMES);
  if (isConflict(findings)) {
    const fields = new Set(findings.map(({ subject }) => subject?.field));
    const keys = (['external-id', 'username', 'email'] as const).filter((kind) =>
      fields.has(kind === 'external-id' ? 'externalIds' : kind),
    );
    return { about: 'taken', keys };
  }
  const scalars = scalarFields(sent);
  const isWhole = findings.length < MANY_FINDINGS && lengthOf(body) < MANY_CHARACTERS;
  const isForm = isWhole && findings.length > 0 && findings.every((finding) => isOfForm(finding, scalars));
  return { about: isForm ? 'form' : 'other' };
}

const FORM_CODES: ReadonlySet<Finding['code']> = new Set([
  'REQUIRED',
  'INVALID_TYPE',
  'INVALID_ENUM',
  'TOO_SHORT',
  'TOO_LONG',
]);

function isOfForm({ subject, code, message }: Finding, scalars: ReadonlySet<unknown>): boolean {
  if (subject === undefined || subject.member !== undefined || !scalars.has(subject.field)) return false;
  return FORM_CODES.has(code) || (code === 'INVALID' && message === 'is invalid');
}

/** Fields of the input that were sent with one value, or with none. */
function scalarFields(sent: CreateUserBody): ReadonlySet<unknown> {
  const names = Object.entries(sent)
    .filter(([name, value]) => !COMPOUND.has(name) && (typeof value !== 'object' || value === null))
    .map(([name]) => CREATE_USER_INPUT_NAMES.fieldOf.get(name));
  return new Set(names);
}

const COMPOUND: ReadonlySet<string> = new Set<keyof CreateUserBody>([
  'external_ids_attributes',
  'group_ids',
  'custom_user_role',
]);

/** As JSON, in characters. */
function lengthOf(body: unknown): number {
  return JSON.stringify([body], (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    .length;
}
