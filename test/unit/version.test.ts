import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { VERSION } from '../../src/version.ts';

it('The version that the gateway tells is the one of its package', () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

  expect(manifest).toMatchObject({ version: VERSION });
});
