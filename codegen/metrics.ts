import { Counter, Gauge, Histogram } from 'prom-client';

import { createMetrics } from '../src/telemetry/metrics.ts';
import { toTable } from './table.ts';

export const METRIC_TABLES = {
  metrics: toTable(['metric', 'type', 'labels', 'tells'], Object.values(createMetrics()).flatMap(toRow)),
};

function toRow(metric: unknown): string[][] {
  const type = [Counter, Gauge, Histogram].find((kind) => metric instanceof kind)?.name.toLowerCase();
  if (type === undefined) return [];
  const { name, help, labelNames } = metric as { name: string; help: string; labelNames: string[] };
  return [[`\`${name}\``, type, labelNames.map((label) => `\`${label}\``).join(', '), help]];
}
