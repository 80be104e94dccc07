import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { VARIABLES } from '../../src/config/variables.ts';
import { runToEnd } from '../support/start-process.ts';

const PRODUCTION = { NODE_ENV: 'production', USERS_API_URL: 'https://api.example.com' };

describe('--check', () => {
  it('prints what every variable comes to as one line of JSON, and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await runToEnd(
      { ...PRODUCTION, PORT: '4001', MAX_LIST_ITEMS: '50', LOG_LEVEL: ' ', FEDERATION: 'on' },
      ['--check'],
    );

    expect({ exitCode, stderr, lines: stdout.split('\n').length }).toEqual({
      exitCode: 0,
      stderr: '',
      lines: 2,
    });
    const told = JSON.parse(stdout);
    expect(Object.keys(told)).toEqual(Object.keys(VARIABLES));
    expect(told).toMatchObject({
      NODE_ENV: 'production',
      PORT: 4001,
      METRICS_PORT: null,
      LOG_LEVEL: 'info',
      USERS_API_URL: 'https://api.example.com',
      FEDERATION: 'on',
      SANDBOX: 'off',
      UPSTREAM_DEBUG: 'off',
      MAX_LIST_ITEMS: 50,
      MAX_USERS_PER_BATCH: 50,
    });
  });

  it('shows no secret', async () => {
    const { exitCode, stdout } = await runToEnd(
      {
        ...PRODUCTION,
        REDIS_URL: 'redis://user-CANARY:pass-CANARY@redis.example.com:6379',
        HTTPS_PROXY: 'http://user-CANARY:pass-CANARY@proxy.example.com:3128',
        AUDIT_HASH_KEY: 'key-CANARY',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user-CANARY:pass-CANARY@otlp.example.com/?token=CANARY',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://otlp.example.com/traces?token=CANARY',
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=CANARY',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=CANARY',
      },
      ['--check'],
    );

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      REDIS_URL: 'redis://[redacted]@redis.example.com:6379',
      HTTPS_PROXY: 'http://[redacted]@proxy.example.com:3128',
      AUDIT_HASH_KEY: '[redacted]',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://otlp.example.com/traces?[redacted]',
    });
    expect(stdout).not.toContain('CANARY');
  });

  it('shows no secret of a variable that has no effect, and so is not looked at', async () => {
    const { stdout } = await runToEnd(
      { USERS_API_URL: 'http://127.0.0.1:1', HTTPS_PROXY: 'user-CANARY:pass-CANARY@proxy.example.com:8080' },
      ['--check'],
    );

    expect(JSON.parse(stdout)).toMatchObject({ HTTPS_PROXY: '[redacted]@proxy.example.com:8080' });
    expect(stdout).not.toContain('CANARY');
  });

  it('names every fault as the start does, and exits with 1', async () => {
    const env = { NODE_ENV: 'production', PORT: 'x', MAX_BODY_BYTES: '1' };

    const checked = await runToEnd(env, ['--check']);

    expect(checked).toEqual(await runToEnd(env));
    expect(checked).toMatchObject({ exitCode: 1, stdout: '' });
    expect(checked.stderr.trimEnd().split('\n')).toHaveLength(3);
  });
});

describe('The command line', () => {
  it('tells the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(await runToEnd({ PORT: 'x' }, ['--version'])).toMatchObject({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('helps with its arguments and with every variable', async () => {
    const { exitCode, stdout } = await runToEnd({}, ['--help']);

    expect(exitCode).toBe(0);
    for (const name of ['--check', '--version', '--help', ...Object.keys(VARIABLES)]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(stdout).toMatch(/^ {2}SANDBOX +on; production: off +on, off$/m);
  });

  it.each([[['--chek']], [['--check', '--help']], [['start']]])(
    'refuses %j and tells what there is',
    async (args) => {
      const { exitCode, stdout, stderr } = await runToEnd({}, args);

      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain('Usage: node dist/main.js [--check | --version | --help]');
    },
  );
});
