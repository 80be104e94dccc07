import { startFaultyUsersApi, type FaultyUsersApi, type FaultyUsersApiOptions } from './faulty-users-api.ts';
import { startScriptedUsersApi, type ScriptedUsersApi } from './scripted-users-api.ts';
import { startTestGateway, type TestGateway } from './start-gateway.ts';

type Environment = Readonly<Record<string, string>>;

/** A Users API of the test's and the gateway in front of it. The gateway is closed first. */
export interface Pair<UsersApi> extends AsyncDisposable {
  readonly usersApi: UsersApi;
  readonly gateway: TestGateway;
}

/** With a Users API whose answers the test writes. @param env - Of the gateway, beside `USERS_API_URL`. */
export const startPair = async (env?: Environment): Promise<Pair<ScriptedUsersApi>> =>
  startGatewayFor(await startScriptedUsersApi(), env);

/** With a Users API that keeps its users and fails as the test says. @param env - Of the gateway, beside `USERS_API_URL`. */
export const startFaultyPair = async (
  env?: Environment,
  faults?: FaultyUsersApiOptions,
): Promise<Pair<FaultyUsersApi>> => startGatewayFor(await startFaultyUsersApi(faults), env);

async function startGatewayFor<UsersApi extends { readonly url: string } & AsyncDisposable>(
  usersApi: UsersApi,
  env: Environment = {},
): Promise<Pair<UsersApi>> {
  try {
    const gateway = await startTestGateway({ USERS_API_URL: usersApi.url, ...env });
    return {
      usersApi,
      gateway,
      [Symbol.asyncDispose]: async () => {
        await gateway.close();
        await usersApi[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await usersApi[Symbol.asyncDispose]();
    throw error;
  }
}
