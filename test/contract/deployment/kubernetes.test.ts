import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { readConfig } from '../../../src/config.ts';
import { pairsOf } from '../../support/dockerfile.ts';
import { readStages } from '../../support/image-layout.ts';
import { knownVariables } from '../../support/known-variables.ts';

const require = createRequire(import.meta.url);
const FOLDER = new URL('../../../deploy/kubernetes/', import.meta.url);

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  // Manifests have many shapes; what a test finds there, it compares.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [name: string]: any;
}

const read = (file: string): Manifest => parse(readFileSync(new URL(file, FOLDER), 'utf8'));
const kustomization = read('kustomization.yaml');
const resources: readonly string[] = kustomization['resources'];

/** What is wrong with a manifest by the API's own OpenAPI schema; undefined: nothing. */
function faultOf(manifest: Manifest): string | undefined {
  const models = require(`kubernetes-models/${manifest.apiVersion}`) as Record<
    string,
    (new (data: unknown) => { validate(): void }) | undefined
  >;
  const Model = models[manifest.kind];
  if (Model === undefined) throw new Error(`no model of ${manifest.apiVersion} ${manifest.kind}`);
  try {
    new Model(manifest).validate();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe('The Kustomize base', () => {
  it('names every manifest beside it', () => {
    const files = readdirSync(FOLDER).filter((name) => name !== 'kustomization.yaml');

    expect(resources.toSorted()).toEqual(files.toSorted());
  });

  it.each(resources)('has a %s that the API accepts, and that says whose it is', (file) => {
    const manifest = read(file);

    expect(faultOf(manifest)).toBeUndefined();
    expect(manifest['metadata']).toEqual({
      name: 'users-gateway',
      labels: { 'app.kubernetes.io/name': 'users-gateway' },
    });
  });

  it('would not pass with a wrong type or without what is required', () => {
    const deployment = read('deployment.yaml');

    expect(faultOf({ ...deployment, spec: { ...deployment['spec'], replicas: 'two' } })).toContain(
      'replicas',
    );
    expect(faultOf({ ...deployment, spec: { ...deployment['spec'], selector: undefined } })).toContain(
      'selector',
    );
  });

  it('runs the image of this version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', FOLDER), 'utf8'));
    const [container] = read('deployment.yaml')['spec'].template.spec.containers;

    expect(kustomization['images']).toEqual([{ name: container.image, newTag: version }]);
  });

  it('selects the pods that the deployment makes, by the same label everywhere', () => {
    const { template } = read('deployment.yaml')['spec'];
    const labels = { 'app.kubernetes.io/name': 'users-gateway' };

    expect(template.metadata.labels).toEqual(labels);
    expect(read('service.yaml')['spec'].selector).toEqual(labels);
    for (const selector of [
      read('deployment.yaml')['spec'].selector,
      read('pod-disruption-budget.yaml')['spec'].selector,
      read('network-policy.yaml')['spec'].podSelector,
      template.spec.topologySpreadConstraints[0].labelSelector,
    ]) {
      expect(selector).toEqual({ matchLabels: labels });
    }
  });
});

describe('The pod', async () => {
  const image = (await readStages()).at(-1);
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  const { template } = read('deployment.yaml')['spec'];
  const [container] = template.spec.containers;
  const env = { ...pairsOf(image, 'ENV'), ...read('config-map.yaml')['data'] };

  it('is configured by variables that the gateway knows, without a fault', () => {
    const known = knownVariables();

    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
    expect(readConfig(env)).toMatchObject({ production: true, http: { host: '0.0.0.0' } });
  });

  it('has the ports that the gateway listens on, and probes them by name', () => {
    const { http } = readConfig(env);

    expect(container.ports).toEqual([
      { name: 'http', containerPort: http.port },
      { name: 'metrics', containerPort: http.metricsPort },
    ]);
    expect(template.metadata.annotations['prometheus.io/port']).toBe(String(http.metricsPort));
    expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
  });

  it('is given longer to end than the gateway may take', () => {
    const { http, usersApi } = readConfig(env);
    const mayTakeSeconds =
      container.lifecycle.preStop.sleep.seconds + (http.shutdownDelayMs + usersApi.deadlineMs) / 1000 + 5;

    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(mayTakeSeconds + 5);
  });

  it('serves for as long as its readiness needs to be seen, before it is told to stop', () => {
    const { periodSeconds, failureThreshold } = container.readinessProbe;

    expect(container.lifecycle.preStop.sleep.seconds).toBeGreaterThan(periodSeconds * failureThreshold);
  });

  it('has no rights, and nothing it may write', () => {
    const [user, group] = image.instructions.find(({ name }) => name === 'USER')?.text.split(':') ?? [];

    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: Number(user),
        runAsGroup: Number(group),
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});
