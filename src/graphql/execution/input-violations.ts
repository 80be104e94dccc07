import type { Violation } from '../../error-contract.ts';
import { GatewayError } from '../../mapping/gateway-error.ts';
import { rejectedMessage } from '../../mapping/rejected-input.ts';
import { MAX_VIOLATIONS } from './input-findings.ts';

/** A violation and the response name of the root field whose argument it concerns; none for a directive above all root fields. */
export interface InputViolation {
  readonly rootField: string | undefined;
  readonly violation: Violation;
}

/** One error per root field whose arguments failed, each with all its violations. */
export function inputErrors(found: readonly InputViolation[], httpStatus: number): GatewayError[] {
  const byRootField = new Map<string | undefined, Map<string, Violation>>();
  for (const { rootField, violation } of found.slice(0, MAX_VIOLATIONS)) {
    const violations = byRootField.get(rootField) ?? new Map<string, Violation>();
    byRootField.set(rootField, violations);
    // What is reached twice below one root field is told once.
    violations.set(JSON.stringify([violation.path, violation.code]), violation);
  }
  return Array.from(byRootField, ([rootField, told]) => {
    const violations = [...told.values()];
    return new GatewayError('BAD_USER_INPUT', rejectedMessage(violations), {
      ...(rootField !== undefined && { path: [rootField] }),
      violations,
      httpStatus,
    });
  });
}
