import { isGatewayErrorExtensions } from '../../src/error-contract.ts';
import { startTestGateway } from './start-gateway.ts';
import type { Creator } from './storm.ts';

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';

/** A gateway to send the storm's creates through. */
export async function startStormGateway(
  usersApiUrl: string,
  deadlineMs: number,
): Promise<{ readonly create: Creator } & AsyncDisposable> {
  const gateway = await startTestGateway({
    USERS_API_URL: usersApiUrl,
    USERS_API_DEADLINE_MS: String(deadlineMs),
    LOG_LEVEL: 'silent',
  });
  return {
    create: async (input) => {
      const { data, errors } = await gateway.graphql(CREATE, { input });
      if (typeof data?.createUser?.user?.id === 'string') {
        return { outcome: 'created', id: data.createUser.user.id };
      }
      const extensions = errors?.[0]?.extensions;
      if (!isGatewayErrorExtensions(extensions))
        throw new Error('neither a user nor an error of the gateway');
      return { outcome: extensions.outcome === 'NOT_APPLIED' ? 'failed' : 'unknown' };
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}
