import type { Creator, StormInput, Told } from '../test/support/storm.ts';

/** As many as common HTTP clients make by default. */
const MAX_ATTEMPTS = 4;

/**
 * What the storm would come to without a gateway: a client of the Users API that repeats a POST after 5xx and network errors,
 * as retry plug-ins do, and believes everything else.
 */
export function createNaiveClient(usersApiUrl: string, timeoutMs: number): Creator {
  return async (input) => {
    for (let attempt = 1; ; attempt += 1) {
      const told = await post(usersApiUrl, input, timeoutMs);
      if (told !== 'try again') return told;
      if (attempt === MAX_ATTEMPTS) return { outcome: 'failed' };
      await new Promise((resolve) => {
        setTimeout(resolve, 50 * 2 ** attempt);
      });
    }
  };
}

async function post(usersApiUrl: string, input: StormInput, timeoutMs: number): Promise<Told | 'try again'> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${usersApiUrl}/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer storm' },
      body: JSON.stringify(toBody(input)),
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch {
    return 'try again';
  }
  if (response.status >= 500) return 'try again';
  if (!response.ok) return { outcome: 'failed' };
  try {
    // Whatever is not a user ends in the catch, as it does in a client that trusts its upstream.
    const { user } = JSON.parse(text) as { user: { id: number } };
    return { outcome: 'created', id: String(user.id) };
  } catch {
    return { outcome: 'failed' };
  }
}

function toBody({ firstName, lastName, driverCompanyId, username, externalIds }: StormInput) {
  return {
    first_name: firstName,
    last_name: lastName,
    role: 'driver',
    driver_company_id: driverCompanyId,
    ...(username !== undefined && { username }),
    ...(externalIds && {
      external_ids_attributes: externalIds.map(({ externalId, integrationName }) => ({
        external_id: externalId,
        integration_name: integrationName,
      })),
    }),
  };
}
