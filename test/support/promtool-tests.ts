import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { promtool } from './promtool.ts';
import { parseSamples } from './scrape.ts';

/** What Prometheus has got of one gateway: its text; undefined: it did not answer. */
export type Scraped = string | undefined;

export interface AlertScenario {
  /** By instance: first what it told for ten minutes, then what it told afterwards. */
  readonly instances: Readonly<Record<string, { readonly before: Scraped; readonly after: Scraped }>>;
  /** True: what was counted between the two goes on being counted, interval after interval. False: it happened once. */
  readonly goesOn?: boolean;
}

const RULES = fileURLToPath(new URL('../../deploy/prometheus/alerts.yml', import.meta.url));
const INTERVAL_SECONDS = 30;
const BEFORE = 20;
const AFTER = 60;

/** What promtool says against these alerts, and no others, being raised by what was scraped; empty: that they are. */
export async function whatSpeaksAgainst(alerts: readonly string[], scenario: AlertScenario): Promise<string> {
  const raised = 'group by (alertname) (count_over_time(ALERTS{alertstate="firing"}[2h]))';
  const at = (intervals: number) => `${intervals * INTERVAL_SECONDS}s`;
  const tests = {
    rule_files: [RULES],
    evaluation_interval: `${INTERVAL_SECONDS}s`,
    tests: [
      {
        interval: `${INTERVAL_SECONDS}s`,
        input_series: Object.entries(scenario.instances).flatMap(([instance, { before, after }]) =>
          toSeries(instance, before, after, scenario.goesOn === true),
        ),
        promql_expr_test: [
          { expr: raised, eval_time: at(BEFORE - 1), exp_samples: [] },
          {
            expr: raised,
            eval_time: at(BEFORE + AFTER - 1),
            exp_samples: alerts.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
          },
        ],
      },
    ],
  };
  return testRules(tests);
}

/** What promtool says against each expression having a result by what was scraped; empty: all have. */
export async function whatHasNoResult(
  expressions: readonly string[],
  before: string,
  after: string,
): Promise<string> {
  return testRules({
    tests: [
      {
        interval: `${INTERVAL_SECONDS}s`,
        input_series: toSeries('a', before, after, true),
        promql_expr_test: expressions.map((expr) => ({
          expr: `count(${expr}) > bool 0`,
          eval_time: `${(BEFORE + 2) * INTERVAL_SECONDS}s`,
          exp_samples: [{ labels: '{}', value: 1 }],
        })),
      },
    ],
  });
}

async function testRules(tests: object): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'promtool-'));
  try {
    const file = join(directory, 'test.json');
    await writeFile(file, JSON.stringify(tests));
    return await promtool(['test', 'rules', file]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function toSeries(instance: string, before: Scraped, after: Scraped, goesOn: boolean) {
  const target = `job="users-gateway",instance="${instance}"`;
  const [first, second] = [valuesOf(before), valuesOf(after)];
  const isGauge = gaugesIn(before);
  const up = {
    series: `up{${target}}`,
    values: `${Number(before !== undefined)}x${BEFORE - 1} ${Number(after !== undefined)}x${AFTER - 1}`,
  };
  const series = [...new Set([...first.keys(), ...second.keys()])].map((key) => {
    const [from, to] = [first.get(key), second.get(key)];
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(key) ?? [];
    const growth = goesOn && !isGauge.has(name) ? (to ?? 0) - (from ?? 0) : 0;
    return {
      series: `${name}{${[labels, target].filter((part) => part !== '').join(',')}}`,
      values: `${run(from, 0, BEFORE)} ${run(to, growth, AFTER)}`,
    };
  });
  return [up, ...series];
}

/** So many values, in promtool's notation; none where there is nothing to tell. */
function run(value: number | undefined, growth: number, length: number): string {
  return value === undefined ? `_x${length}` : `${value}+${growth}x${length - 1}`;
}

function valuesOf(text = ''): ReadonlyMap<string, number> {
  return new Map(parseSamples(text).map(({ name, labels, value }) => [name + labels, value]));
}

function gaugesIn(text = ''): ReadonlySet<string> {
  return new Set([...text.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name = '']) => name));
}
