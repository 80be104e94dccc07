import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { freePort } from '../support/free-port.ts';
import { isPromtoolInstalled } from '../support/promtool.ts';
import { whatHasNoResult } from '../support/promtool-tests.ts';
import { parseSamples, scrape } from '../support/scrape.ts';
import { startTestGateway } from '../support/start-gateway.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: object }[];
}

const read = (path: string) => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');
const dashboard: { readonly panels: readonly Panel[] } & Readonly<Record<string, unknown>> = JSON.parse(
  read('grafana/dashboards/users-gateway.json'),
);
const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const alertExpressions: readonly string[] = parse(read('prometheus/alerts.yml')).groups.flatMap(
  ({ rules }: { rules: readonly { expr: string }[] }) => rules.map(({ expr }) => expr),
);

/** Of a gateway with everything on that adds a metric: `before` at its start, `after` once it has done something. */
async function scrapeTwice() {
  await using gateway = await startTestGateway({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  const before = await scrape(gateway.url);
  await gateway.graphql('{ user(id: "730001") { id } }');
  return { before, after: await scrape(gateway.url) };
}

describe('The dashboard and the alerts', () => {
  it('ask for metrics that a gateway has, by labels and values that it gives them', async () => {
    const { after } = await scrapeTwice();
    const has = new Map<string, Map<string, Set<string>>>([['up', new Map()]]);
    for (const { name, labels } of parseSamples(after)) {
      const values = has.get(name) ?? new Map<string, Set<string>>();
      has.set(name, values);
      for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
        values.set(label, (values.get(label) ?? new Set()).add(value));
      }
    }

    const selectors = [...expressions, ...alertExpressions].flatMap((expr) => [
      ...expr.matchAll(/(\w+)\{([^}]*)\}/g),
    ]);
    const unknown = selectors.flatMap(([, name = '', matchers = '']) =>
      [...matchers.matchAll(/(\w+)=~?"([^"]*)"/g)]
        .filter(([, label = '']) => !['job', 'instance'].includes(label))
        .flatMap(([, label = '', values = '']) =>
          values
            .split('|')
            .filter((value) => has.get(name)?.get(label)?.has(value) !== true)
            .map((value) => `${name}{${label}="${value}"}`),
        ),
    );
    const groupedBy = expressions.flatMap((expr) =>
      [...expr.matchAll(/by \(([^)]+)\)[^{]*?(\w+)\{/g)].flatMap(([, labels = '', name = '']) =>
        labels
          .split(', ')
          .filter((label) => !['job', 'instance'].includes(label) && has.get(name)?.has(label) !== true)
          .map((label) => `${name} by ${label}`),
      ),
    );

    expect(selectors.length).toBeGreaterThan(50);
    expect(selectors.map(([, name = '']) => name).filter((name) => !has.has(name))).toEqual([]);
    expect(unknown).toEqual([]);
    expect(groupedBy).toEqual([]);
  });

  it.runIf(isPromtoolInstalled())('draw something in every panel', async () => {
    const { before, after } = await scrapeTwice();
    const asked = expressions.map((expr) =>
      expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
    );

    expect(asked.length).toBeGreaterThan(25);
    expect(await whatHasNoResult(asked, before, after)).toBe('');
  });
});

describe('The dashboard', () => {
  it('selects this gateway alone, and the source that is provisioned', () => {
    const { datasources } = parse(read('grafana/provisioning/datasources/prometheus.yaml'));
    const targets = dashboard.panels.flatMap(({ targets = [] }) => targets);

    expect(targets.map(({ datasource }) => datasource)).toEqual(
      targets.map(() => ({ type: 'prometheus', uid: datasources[0].uid })),
    );
    for (const expr of expressions) {
      const selectors = expr.match(/\w+\{[^}]*\}/g) ?? [];
      expect(
        selectors.filter((text) => !text.includes('{job="users-gateway", instance=~"$instance"')),
      ).toEqual([]);
    }
  });

  it('has panels with ids and titles of their own that do not overlap', () => {
    const { panels } = dashboard;
    const overlaps = panels.flatMap(({ title, gridPos: a }, index) =>
      panels
        .slice(index + 1)
        .filter(({ gridPos: b }) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
        .map((other) => `${title} and ${other.title}`),
    );

    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    expect(overlaps).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});
