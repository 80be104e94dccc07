import { expect, it } from 'vitest';

import { startTestGateway } from '../../support/start-gateway.ts';

it('Twenty failing reads of one caller open the circuit, as docs/embedded-users-api.md says', async () => {
  await using gateway = await startTestGateway();

  await Promise.all(Array.from({ length: 20 }, () => gateway.graphql('{ user(id: "9000500") { id } }')));

  const { errors } = await gateway.graphql('{ user(id: "730001") { id } }');
  expect(errors).toMatchObject([{ extensions: { code: 'CIRCUIT_OPEN' } }]);
});
