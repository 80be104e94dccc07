import { expect, it } from 'vitest';

import { metricLabels } from '../../../src/metric-labels.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';

it('What cannot be ended, watching the event loop and the garbage collector, is begun once in a process', () => {
  const [one, other] = [createMetrics(metricLabels(false)), createMetrics(metricLabels(false))];
  const of = ({ registry }: typeof one, name: string) => registry.getSingleMetric(name);

  for (const name of ['nodejs_eventloop_lag_seconds', 'nodejs_gc_duration_seconds']) {
    expect(of(one, name)).toBeDefined();
    expect(of(one, name)).toBe(of(other, name));
  }
  expect(of(one, 'creates_total')).not.toBe(of(other, 'creates_total'));
});
