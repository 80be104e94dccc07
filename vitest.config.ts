import { defineConfig } from 'vitest/config';

/** Tests of bounds in time, such as deadlines: they run one after the other, when nothing else runs. */
const TIMED = [
  'test/integration/safe-creates/**/*.test.ts',
  'test/integration/idempotency/**/*.test.ts',
  'test/integration/users-api/**/*.test.ts',
  'test/integration/shutdown.test.ts',
];

export default defineConfig({
  resolve: {
    // Vite would load graphql's ES modules for our sources and CommonJS for our dependencies: two realms.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    globalSetup: ['test/support/build.ts'],
    // No test replaces a module, so files may share them: loading them again for each takes longer than the tests.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: process.env['CI'] === 'true' ? ['verbose'] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          include: ['test/**/*.test.ts'],
          exclude: TIMED,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', include: TIMED, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
