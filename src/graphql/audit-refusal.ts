import type { DocumentNode, OperationDefinitionNode } from 'graphql';

import { auditHead } from './audit.ts';
import type { GatewayContext } from './context.ts';
import { fieldsByResponseName, fragmentsOf } from './execution/selections.ts';
import { resolvers } from './schema.ts';

/** The operation that somebody asked for. */
export interface AskedOperation {
  readonly definition: OperationDefinitionNode;
  readonly document: DocumentNode;
  /** A document over a limit may have any number of them, and is no reason to fill a log. @default all */
  readonly maxRootFields?: number;
}

/** Of an error, as its answer has it. */
export interface ToldError {
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The document may be refused before anybody has validated it: other names are the caller's text. */
const FIELDS: ReadonlySet<string> = new Set(Object.keys(resolvers.Mutation ?? {}));

/** A mutation that was refused as a whole leaves a line for each of its root fields: nothing of it began. */
export function auditRefusal(
  context: GatewayContext,
  { definition, document, maxRootFields }: AskedOperation,
  errors: readonly ToldError[],
): void {
  const head = auditHead(context);
  const fields = fieldsByResponseName([definition.selectionSet], fragmentsOf(document));
  const known = [...fields].filter(([, [node]]) => FIELDS.has(node.name.value));
  for (const [responseName, [node]] of known.slice(0, maxRootFields)) {
    const { extensions } = errors.find(({ path }) => path?.[0] === responseName) ?? errors[0] ?? {};
    const code = extensions?.['code'];
    context.services.audit.write({
      ...head,
      field: node.name.value,
      path: [responseName],
      outcome: 'NOT_APPLIED',
      ...(code !== undefined && { code }),
    });
  }
}
