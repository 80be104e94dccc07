import type { CreateUserInput } from './__generated__/create-user-input.ts';
import type { StandardSchema } from './standard-schema.ts';
import { validateCreateUser } from './validate-create-user.ts';

/** {@link validateCreateUser} for libraries of forms. Paths begin at the form: `['externalIds', 1, 'integrationName']`. */
export const createUserSchema: StandardSchema<CreateUserInput> = {
  '~standard': {
    version: 1,
    vendor: 'users-gateway-client',
    validate: (value) => {
      const issues = validateCreateUser(value).map(({ path, message }) => ({ message, path: path.slice(1) }));
      return issues.length > 0 ? { issues } : { value: value as CreateUserInput };
    },
  },
};
