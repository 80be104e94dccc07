import { isInputType, isNonNullType, typeFromAST } from 'graphql';
import type {
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  VariableDefinitionNode,
} from 'graphql';

import { argumentSites, type ArgumentSite } from './argument-sites.ts';
import { holdsLiteral, toJsonValue } from './document-values.ts';
import type { DocumentFindings } from './document-values.ts';
import { isIdempotent, withKeyRules, type CoerceArguments } from './idempotent-directive.ts';
import { coerceAt, Mark, type Coerce, type CoercionFindings } from './input-coercion.ts';
import { REQUIRED } from './input-findings.ts';
import type { InputViolation } from './input-violations.ts';
import type { DocumentWalk } from './marks.ts';
import type { SchemaCoercers } from './value-coercion.ts';

/** The inputs of one operation, as far as its document tells them. */
export interface PreparedInputs {
  readonly sites: readonly PreparedSite[];
  readonly siteOf: ReadonlyMap<FieldNode | DirectiveNode, number>;
  readonly variables: ReadonlyMap<string, PreparedVariable>;
  /** Violations of what is written in the document, whatever the variables are. */
  readonly writtenViolations: readonly InputViolation[];
  /** Where the gateway allows that. */
  readonly writtenSecrets: readonly string[];
  /** A `@sensitive` field's value is written into the document. */
  readonly holdsSecret: boolean;
}

interface PreparedSite extends Pick<ArgumentSite, 'node' | 'rootField'> {
  readonly coerce: CoerceArguments;
  /** The arguments as JSON with marks. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What every request gets, where no variable is written. */
  readonly constant: Readonly<Record<string, unknown>> | undefined;
}

interface PreparedVariable {
  readonly coerce: Coerce;
  readonly isRequired: boolean;
  readonly defaultValue:
    | {
        readonly json: unknown;
        /** Told wherever the variable is used, also when a value is sent. */
        readonly isFaulty: boolean;
        readonly isRefusedSecret: boolean;
      }
    | undefined;
}

export interface InputOptions {
  readonly schema: GraphQLSchema;
  readonly coercers: SchemaCoercers;
  readonly allowLiteralSecrets: boolean;
}

/** What the inputs of one request came to. The arguments mean nothing when there are violations. */
export interface ReadInputs {
  /** For each site, in the order of the sites. */
  readonly args: readonly Readonly<Record<string, unknown>>[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly violations: readonly InputViolation[];
  readonly secrets: readonly string[];
  readonly listTooLong: boolean;
}

/** Expects an operation of a validated document. */
export function prepareInputs(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  options: InputOptions,
): PreparedInputs {
  const findings: DocumentFindings = {
    holdsSecret: false,
    variables: new Set(),
    sensitiveVariables: new Set(),
  };
  const sites = argumentSites(options.schema, operation, fragments).map((site) =>
    prepareSite(site, findings, options),
  );
  const variables = new Map<string, PreparedVariable>();
  for (const definition of operation.variableDefinitions ?? []) {
    const prepared = prepareVariable(definition, findings, options);
    if (prepared) variables.set(definition.variable.name.value, prepared);
  }
  const siteOf = new Map<FieldNode | DirectiveNode, number>();
  for (const [index, { node }] of sites.entries()) if (!siteOf.has(node)) siteOf.set(node, index);

  const { violations, args, secrets } = read(sites, variables, undefined);
  const isFaulty = violations.length > 0;
  return {
    sites: sites.map((site, index) => ({
      ...site,
      constant: isFaulty ? undefined : site.constant && freeze(args[index] ?? {}),
    })),
    siteOf,
    variables,
    writtenViolations: violations,
    writtenSecrets: secrets,
    holdsSecret: findings.holdsSecret,
  };
}

/** @param given - The variables as they were sent. */
export function readInputs(
  { sites, variables, writtenSecrets }: PreparedInputs,
  given: Readonly<Record<string, unknown>>,
): ReadInputs {
  const inputs = read(sites, variables, given);
  return writtenSecrets.length === 0
    ? inputs
    : { ...inputs, secrets: [...writtenSecrets, ...inputs.secrets] };
}

function prepareSite(
  { node, rootField, definitions, written, isOnCreate }: ArgumentSite,
  findings: DocumentFindings,
  options: InputOptions,
): PreparedSite {
  const own: DocumentFindings = { ...findings, variables: new Set() };
  const json = Object.fromEntries(
    written.map(({ name, value }): [string, unknown] => {
      const definition = definitions.find((argument) => argument.name === name.value);
      return [name.value, toJsonValue(value, definition?.type, own, options)];
    }),
  );
  findings.holdsSecret ||= own.holdsSecret;
  const coerce = options.coercers.ofArguments(definitions);
  return {
    node,
    rootField,
    coerce: isIdempotent(node) ? withKeyRules(coerce, isOnCreate) : coerce,
    json,
    constant: own.variables.size === 0 ? json : undefined,
  };
}

function prepareVariable(
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  findings: DocumentFindings,
  options: InputOptions,
): PreparedVariable | undefined {
  const type = typeFromAST(options.schema, typeNode);
  if (!isInputType(type)) return undefined;
  const isSecret =
    defaultValue !== undefined &&
    findings.sensitiveVariables.has(variable.name.value) &&
    holdsLiteral(defaultValue);
  findings.holdsSecret ||= isSecret;
  const coerce = options.coercers.ofType(type);
  const json = defaultValue && toJsonValue(defaultValue, type, findings, options);
  const probe: CoercionFindings = { violations: [], listTooLong: false };
  if (json !== undefined) coerce(json, probe);
  return {
    coerce,
    isRequired: isNonNullType(type),
    defaultValue:
      json === undefined
        ? undefined
        : {
            json,
            isFaulty: probe.violations.length > 0,
            isRefusedSecret: isSecret && !options.allowLiteralSecrets,
          },
  };
}

/** Stands for the value of any variable where none is known yet. */
const ANY_VALUE = true;

/** @param given - Undefined: no request is there yet, and only what is written is looked at. */
function read(
  sites: readonly PreparedSite[],
  variables: PreparedInputs['variables'],
  given: Readonly<Record<string, unknown>> | undefined,
): ReadInputs {
  // `$__proto__` is a legal name for a variable.
  const values: Record<string, unknown> = Object.create(null);
  const found: InputViolation[] = [];
  const args: Readonly<Record<string, unknown>>[] = [];
  let rootField: string | undefined;
  /** For each variable, below which root field its violations were told last, or that it has none. */
  const told = new Map<string, string | undefined | typeof FAULTLESS>();

  /** Of a variable's value: it is JSON, in which nobody looks for marks. */
  const sent: CoercionFindings = { violations: [], secrets: [], listTooLong: false };
  const walk: DocumentWalk = {
    ...sent,
    visit: visitMarks,
    variables: {
      hasDefault: (name) => variables.get(name)?.defaultValue !== undefined,
      hasRefusedDefault: (name) => variables.get(name)?.defaultValue?.isRefusedSecret === true,
      valueOf: (name) => {
        const last = told.get(name);
        if (last === FAULTLESS) return values[name];
        if (told.has(name) && last === rootField) return FAULTY;
        const before = walk.violations.length;
        walkVariable(name);
        const isFaultless = walk.violations.length === before;
        told.set(name, isFaultless ? FAULTLESS : rootField);
        return isFaultless ? values[name] : FAULTY;
      },
    },
  };

  function walkVariable(name: string): void {
    const variable = variables.get(name);
    if (variable === undefined) return;
    const { coerce, defaultValue, isRequired } = variable;
    if (given === undefined) {
      if (defaultValue) coerce(defaultValue.json, walk);
      values[name] = ANY_VALUE;
      return;
    }
    if (Object.hasOwn(given, name)) {
      if (defaultValue?.isFaulty) coerce(defaultValue.json, walk);
      values[name] = coerce(given[name], sent);
    } else if (defaultValue) {
      // Made anew each time: a resolver may change what it gets.
      values[name] = coerce(defaultValue.json, walk);
    } else if (isRequired) {
      walk.violations.push({ path: [], ...REQUIRED });
    }
  }

  for (const site of sites) {
    rootField = site.rootField;
    if (given !== undefined && site.constant) {
      args.push(site.constant);
      continue;
    }
    // The coercer of arguments makes an object.
    args.push(site.coerce(site.json, walk) as Readonly<Record<string, unknown>>);
    if (walk.violations.length > 0) takeViolations(walk, rootField, [], found);
  }
  // A variable that no argument uses.
  for (const name of variables.keys()) {
    if (told.has(name)) continue;
    rootField = undefined;
    walk.variables.valueOf(name, walk);
    takeViolations(walk, undefined, [`$${name}`], found);
  }
  const { secrets = [] } = sent;
  const listTooLong = sent.listTooLong || walk.listTooLong;
  return { args, variables: values, violations: found, secrets, listTooLong };
}

const FAULTLESS = Symbol('faultless');
/** Stands for a value that was refused: it is neither absent nor null. */
const FAULTY = Symbol('faulty');

/** The variables in a value that was refused are faulty or not all the same. */
function visitMarks(value: unknown, findings: CoercionFindings): void {
  if (value instanceof Mark) {
    value.take({ isNonNull: false, isSensitive: false }, findings);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      coerceAt(Array.isArray(value) ? Number(key) : key, visitInner, inner, findings);
    }
  }
}

const visitInner: Coerce = (value, findings) => visitMarks(value, findings);

function takeViolations(
  walk: DocumentWalk,
  rootField: string | undefined,
  path: readonly string[],
  found: InputViolation[],
): void {
  for (const violation of walk.violations.splice(0)) {
    found.push({ rootField, violation: { ...violation, path: [...path, ...violation.path] } });
  }
}

function freeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner);
  return Object.freeze(value);
}
