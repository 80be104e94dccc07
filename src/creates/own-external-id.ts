import type { Violation } from '../error-contract.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { rejectedInput } from '../mapping/rejected-input.ts';

/**
 * A refusal as the caller may see it, who did not send the external id that the gateway made from the key: nothing is said of
 * it. Everything else comes back as it is.
 *
 * @param own - Its index among the external ids that were sent.
 * @param onRefused - Told when it was refused for another reason than that it is taken: nobody but the operator can help.
 */
export function withoutOwnExternalId(error: GatewayError, own: number, onRefused: () => void): GatewayError {
  const { code: _code, violations = [], ...details } = error.extensions;
  const about = violations.filter(({ path }) => isAbout(path, own));
  if (about.length === 0) return error;
  const isTaken = about.some(({ code }) => code === 'TAKEN');
  if (!isTaken) onRefused();
  const others = violations.filter((violation) => !about.includes(violation));
  const told = { ...details, originalError: error.cause };
  if (others.length > 0) return rejectedInput(others, told);
  return isTaken
    ? new GatewayError('MUTATION_OUTCOME_UNKNOWN', TAKEN_BY_NOBODY, {
        ...told,
        outcome: 'UNKNOWN',
        retry: { safe: true, advised: true },
        cause: 'UPSTREAM_BAD_RESPONSE',
      })
    : new GatewayError('UPSTREAM_ERROR', 'The Users API refused the external id that the gateway adds', told);
}

/** An earlier create with the same key may have made the holder, whom no look-up shows yet. */
const TAKEN_BY_NOBODY =
  'The external id made from the key is taken, and nobody is found who has it: it is not known whether the user was created';

/** Where the caller sent none, what is said of external ids as a whole is said of this one. */
function isAbout([, field, index]: Violation['path'], own: number): boolean {
  return field === 'externalIds' && (index === own || (own === 0 && index === undefined));
}
