import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Tests that keep every core busy themselves: beside others they would measure those. */
const ALONE = ['test/integration/safe-creates/{overload,storm}.test.ts'];

const SHARED: TestProjectInlineConfiguration = {
  resolve: {
    // Vite would load graphql's ES modules for our sources and CommonJS for our dependencies: two realms.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    // No test replaces a module, so files may share them: loading them again for each takes longer than the tests.
    isolate: false,
    expect: { poll: { timeout: 15_000, interval: 20 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: process.env['CI'] === 'true' ? ['verbose'] : ['default'],
    projects: [
      {
        ...SHARED,
        test: {
          ...SHARED.test,
          name: 'main',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...SHARED,
        test: {
          ...SHARED.test,
          name: 'alone',
          include: ALONE,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
