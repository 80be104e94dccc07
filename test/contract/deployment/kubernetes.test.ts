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

/**
 * The same object, and the paths of its members that nobody has read so far. The schema's validators look at what they know:
 * what stays unread is a name that the API does not have, which they would let pass and `kubectl apply` refuses.
 */
function watchReading(manifest: Manifest): { readonly watched: Manifest; readonly unread: Set<string> } {
  const unread = new Set<string>();
  const watch = (value: object, path: string): object => {
    for (const name of Object.keys(value)) unread.add(`${path}/${name}`);
    return new Proxy(value, {
      get(target, name, receiver) {
        unread.delete(`${path}/${String(name)}`);
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
  };
  const watchAll = (value: unknown, path: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const inner = Object.entries(value).map(([name, item]) => [name, watchAll(item, `${path}/${name}`)]);
    return watch(Array.isArray(value) ? inner.map(([, item]) => item) : Object.fromEntries(inner), path);
  };
  return { watched: watchAll(manifest, '') as Manifest, unread };
}

/** What is wrong with a manifest by the API's own OpenAPI schema; undefined: nothing. */
function faultOf(manifest: Manifest): string | undefined {
  const models = require(`kubernetes-models/${manifest.apiVersion}`) as Record<
    string,
    { readonly prototype: { readonly validate: () => void } } | undefined
  >;
  const Model = models[manifest.kind];
  if (Model === undefined) throw new Error(`no model of ${manifest.apiVersion} ${manifest.kind}`);
  const { watched, unread } = watchReading(manifest);
  try {
    // A model copies what it is made of, and so reads all of it.
    Reflect.apply(Model.prototype.validate, watched, []);
    return unread.size === 0 ? undefined : `unknown: ${[...unread].join(', ')}`;
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

  it.each<[what: string, file: string, change: (manifest: Manifest) => unknown, fault: string]>([
    [
      'a wrong type',
      'deployment.yaml',
      ({ spec }) => (spec.template.spec.containers[0].ports[0].containerPort = 'http'),
      'containerPort must be integer',
    ],
    [
      'a name misspelt',
      'deployment.yaml',
      ({ spec }) => (spec.template.spec.containers[0].readinesProbe = {}),
      'unknown: /spec/template/spec/containers/0/readinesProbe',
    ],
    ['a selector missing', 'deployment.yaml', ({ spec }) => delete spec.selector, 'property selector'],
    ['no bound', 'horizontal-pod-autoscaler.yaml', ({ spec }) => delete spec.maxReplicas, 'maxReplicas'],
    ['no list of rules', 'network-policy.yaml', ({ spec }) => (spec.ingress = {}), 'ingress must be array'],
  ])('would not pass with %s: %s', (_what, file, change, fault) => {
    const manifest = read(file);
    change(manifest);

    expect(faultOf(manifest)).toContain(fault);
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
