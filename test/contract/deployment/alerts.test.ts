import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { isPromtoolInstalled, promtool } from '../../support/promtool.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const pathOf = (path: string) => fileURLToPath(new URL(path, ROOT));

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const alerts: readonly Alert[] = parse(read('deploy/prometheus/alerts.yml')).groups.flatMap(
  ({ rules }: { rules: readonly Alert[] }) => rules,
);

describe('The alerts', () => {
  it('have a section each in docs/runbook.md, in the same order, that begins with the severity', () => {
    const sections = [...read('docs/runbook.md').matchAll(/^## (\w+)\n\n(\w+)\. /gm)];

    expect(sections.map(([, name, severity]) => [name, severity])).toEqual(
      alerts.map(({ alert, labels }) => [alert, labels.severity]),
    );
    expect(alerts.map(({ annotations }) => annotations.runbook)).toEqual(
      alerts.map(({ alert }) => `docs/runbook.md#${alert.toLowerCase()}`),
    );
  });

  it('tell what is the matter, and look at this gateway alone', () => {
    for (const { expr, annotations } of alerts) {
      expect(annotations.summary).toMatch(/\w/);
      const selectors = expr.match(/\b\w+\{[^}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      expect(selectors.filter((selector) => !selector.includes('{job="users-gateway"'))).toEqual([]);
    }
  });
});

describe.runIf(isPromtoolInstalled())('promtool', () => {
  it('accepts the rules and the configuration of Prometheus', async () => {
    expect(await promtool(['check', 'rules', pathOf('deploy/prometheus/alerts.yml')])).toBe('');
    expect(await promtool(['check', 'config', pathOf('deploy/prometheus/prometheus.yml')])).toBe('');
  });
});
