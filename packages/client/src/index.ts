/** What a frontend of the Users GraphQL Gateway imports, whatever its GraphQL client is. */
export { createUserSchema } from './create-user-schema.ts';
export { gatewayErrors, type GatewayError } from './gateway-errors.ts';
export { nextStep, type NextStep } from './next-step.ts';
export type { StandardSchema } from './standard-schema.ts';
export { validateCreateUser } from './validate-create-user.ts';
export { violationsByField } from './violations-by-field.ts';
export {
  ERROR_CODES,
  isGatewayErrorExtensions,
  MUTATION_OUTCOMES,
  VIOLATION_CODES,
} from './__generated__/error-contract.ts';
export type {
  ErrorCode,
  GatewayErrorExtensions,
  MutationOutcome,
  Retry,
  Violation,
  ViolationCode,
  ViolationParams,
} from './__generated__/error-contract.ts';
export type { CreateUserInput } from './__generated__/create-user-input.ts';
