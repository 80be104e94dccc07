import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { readConfig } from '../../../src/config.ts';
import { pairsOf } from '../../support/dockerfile.ts';
import { readStages } from '../../support/image-layout.ts';
import { knownVariables } from '../../support/known-variables.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => parse(readFileSync(new URL(path, ROOT), 'utf8'), { merge: true });

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly [name: string]: unknown;
}

const services: Readonly<Record<string, Service>> = read('compose.yaml').services;
const gateways = Object.entries(services).filter(([, { image }]) => image === 'users-graphql-gateway');

/** What compose puts in the place of `${NAME-default}` where nothing is set. */
const withDefaults = (environment: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replace(/^\$\{\w+-(.*)\}$/, '$1')]),
  );

describe('compose.yaml', async () => {
  const image = (await readStages()).at(-1);
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  const env = { ...pairsOf(image, 'ENV'), ...withDefaults(gateways[0]?.[1].environment) };

  it('runs two gateways of the same image and configuration', () => {
    expect(gateways.map(([name]) => name)).toEqual(['gateway-a', 'gateway-b']);
    expect(gateways[1]?.[1]).toEqual(gateways[0]?.[1]);
  });

  it('configures them by variables that the gateway knows, without a fault, with and without an account', () => {
    const known = knownVariables();

    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
    expect(readConfig(env).usersApi.url).toBe('https://api.gomotive.com');
    expect(readConfig({ ...env, USERS_API_URL: '', EMBEDDED_USERS_API: 'on' }).usersApi.url).toBeUndefined();
  });

  it('gives them no rights, nothing to write, and longer to end than they may take', () => {
    const { http, usersApi } = readConfig(env);
    const [, gateway] = gateways[0] ?? [];

    expect(gateway).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    const grace = Number(/^(\d+)s$/.exec(String(gateway?.['stop_grace_period']))?.[1]);
    expect(grace).toBeGreaterThanOrEqual((http.shutdownDelayMs + usersApi.deadlineMs) / 1000 + 5 + 5);
  });

  it('leads the balancer and Prometheus to every gateway', () => {
    const { http } = readConfig(env);
    const addresses = (port: unknown) => gateways.map(([name]) => `${name}:${String(port)}`);

    expect(services['balancer']?.environment?.['GATEWAYS']).toBe(addresses(http.port).join(' '));
    expect(read('deploy/prometheus/prometheus.yml').scrape_configs).toEqual([
      { job_name: 'users-gateway', static_configs: [{ targets: addresses(http.metricsPort) }] },
    ]);
  });

  it('mounts files that are there', () => {
    const mounted = Object.values(services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.split(':')[0] ?? '');

    expect(mounted.length).toBeGreaterThan(3);
    expect(mounted.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });

  it('lets only this machine in', () => {
    const ports = Object.values(services).flatMap(({ ports }) => ports ?? []);

    expect(ports).toEqual(ports.map(() => expect.stringMatching(/^127\.0\.0\.1:\d+:\d+$/)));
  });
});
