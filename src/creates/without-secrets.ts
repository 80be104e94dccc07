import type { CreateUserInput } from '../__generated__/resolvers-types.ts';

/** The part of an input that is not `@sensitive`. */
export function withoutSecrets({
  password: _password,
  ...visible
}: CreateUserInput): Partial<CreateUserInput> {
  return visible;
}
