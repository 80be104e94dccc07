import { Counter, Gauge, Histogram } from 'prom-client';

import { metricLabels } from '../src/metric-labels.ts';
import { createMetrics } from '../src/telemetry/metrics.ts';
import { toTable } from './table.ts';

const { registry, addRedisUp } = createMetrics(metricLabels(false));
addRedisUp();

export const METRIC_TABLES = {
  metrics: toTable(
    ['metric', 'type', 'labels', 'tells'],
    registry.getMetricsAsArray().flatMap((metric) => toRow(metric)),
  ),
};

function toRow(metric: unknown): string[][] {
  const type = [Counter, Gauge, Histogram].find((kind) => metric instanceof kind)?.name.toLowerCase();
  // What an instance of the library holds.
  const { name, help, labelNames } = metric as { name: string; help: string; labelNames: string[] };
  // Node's own.
  if (type === undefined || /^(?:process|nodejs)_/.test(name)) return [];
  return [[`\`${name}\``, type, labelNames.map((label) => `\`${label}\``).join(', '), help]];
}
