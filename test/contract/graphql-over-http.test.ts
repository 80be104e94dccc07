import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';

import { startTestGateway } from '../support/start-gateway.ts';

/** "SHOULD use 200" for failed parsing and validation with application/json; the newest draft wants 4xx there, as we do. */
const ACCEPTED_WARNINGS = ['572B', 'FDE2'];
/** "MAY accept GET": only with a header that a form of another origin cannot send. */
const REFUSED_AS_CROSS_SITE = ['5A70', 'D6D5', '6A70'];

async function audit(headers: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  await using gateway = await startTestGateway();
  const audits = serverAudits({
    url: `${gateway.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } }),
  });
  const found: Record<string, string[]> = { ok: [], notice: [], warn: [], error: [] };
  for (const { id, fn } of audits) found[(await fn()).status]?.push(id);
  return found;
}

describe('the 61 audits of graphql-http', () => {
  it('pass with the preflight header, but for two SHOULDs', async () => {
    const { ok, notice, warn, error } = await audit({ 'apollo-require-preflight': 'true' });

    expect({ notice, warn, error }).toEqual({ notice: [], warn: ACCEPTED_WARNINGS, error: [] });
    expect(ok).toHaveLength(59);
  });

  it('pass without it, but for GET', async () => {
    const { ok, notice, warn, error } = await audit({});

    expect({ notice, warn, error }).toEqual({
      notice: REFUSED_AS_CROSS_SITE,
      warn: ACCEPTED_WARNINGS,
      error: [],
    });
    expect(ok).toHaveLength(56);
  });
});
