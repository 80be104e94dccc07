/** What stands in the values of a document beside JSON. */
import { Mark, report, type CoercionFindings, type Place } from './input-coercion.ts';
import { REQUIRED } from './input-findings.ts';
import type { Finding } from './input-findings.ts';

/** A literal that is written where its type takes none of its kind: no JSON means the same, and every type refuses it. */
export const UNFIT = Symbol('unfit');

export const LITERAL_SECRET: Finding = {
  code: 'NOT_ALLOWED',
  message: 'must be sent as a variable, never written into the document',
};

/** What variables are, to the walk over one operation's inputs. */
export interface Variables {
  /** The value by the variable's own type, its violations reported here; undefined: it is absent. */
  valueOf(name: string, findings: CoercionFindings): unknown;
  /** The variable has a default that is written in the document, where no secret may stand. */
  hasRefusedDefault(name: string): boolean;
  /** The variable has a default that is written in the document. */
  hasDefault(name: string): boolean;
}

export interface DocumentWalk extends CoercionFindings {
  readonly variables: Variables;
}

/** The place of a variable. */
export class VariableMark extends Mark {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /**
   * GraphQL lets a nullable variable into a non-null position that has a default, and into a `@oneOf`; only now is it known
   * whether there is a value.
   */
  override take({ isNonNull, isSensitive }: Place, findings: DocumentWalk): unknown {
    const { variables, violations } = findings;
    const before = violations.length;
    if (isSensitive && variables.hasRefusedDefault(this.name)) report(findings, [], LITERAL_SECRET);
    const value = variables.valueOf(this.name, findings);
    if (value === null && isNonNull && violations.length === before) report(findings, [], REQUIRED);
    return value;
  }
}

/** A secret that is written into the document. */
export class SecretMark extends Mark {
  readonly #written: unknown;

  /** @param written - For the variables in it. */
  constructor(written: unknown) {
    super();
    this.#written = written;
  }

  override take(_place: Place, findings: DocumentWalk): unknown {
    report(findings, [], LITERAL_SECRET);
    findings.visit?.(this.#written, findings);
    return UNFIT;
  }
}
