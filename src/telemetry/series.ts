import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Every value of a label that there is. */
export type LabelValues = readonly string[];

/** By their names, at most two. */
export type Labels = Readonly<Record<string, LabelValues>>;

interface Described {
  readonly name: string;
  readonly help: string;
}

/** Counts one, under the values of the labels in their order. */
export type Count = (first?: string, second?: string) => void;

/**
 * A counter all of whose series exist from the start: `increase()` of one that is born with its first event would not see that
 * event. Counting looks two maps up; the library is asked at a scrape only.
 */
export function counter(registry: Registry, described: Described, labels: Labels = {}): Count {
  const [firstValues = [''], secondValues = ['']] = Object.values(labels);
  const counts = new Map(
    firstValues.map((value) => [value, new Map(secondValues.map((other) => [other, 0]))]),
  );
  const library = new Counter({
    ...described,
    labelNames: Object.keys(labels),
    registers: [registry],
    collect: () => {
      library.reset();
      for (const [first, row] of counts) {
        for (const [second, count] of row) library.inc(toLabels(labels, [first, second]), count);
      }
    },
  });
  return (first = '', second = '') => {
    const row = counts.get(first) ?? new Map<string, number>();
    counts.set(first, row);
    row.set(second, (row.get(second) ?? 0) + 1);
  };
}

/** Takes milliseconds under a value of the label. */
export type Timer = (value: string, ms: number) => void;

/** Buckets from a millisecond to the longest deadline a caller may meet, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** A histogram of one label, all of whose series exist from the start. It tells seconds. */
export function timer(registry: Registry, described: Described, label: string, values: LabelValues): Timer {
  const histogram = new Histogram({
    ...described,
    labelNames: [label],
    buckets: SECONDS,
    registers: [registry],
  });
  for (const value of values) histogram.zero({ [label]: value });
  return (value, ms) => histogram.observe({ [label]: value }, ms / 1000);
}

/** Says where to read the gauge at each scrape. */
export type ReadFrom = (read: (first: string, second: string) => number) => void;

/** A gauge that is 0 until it is said where to read it. */
export function gauge(registry: Registry, described: Described, labels: Labels = {}): ReadFrom {
  const [firstValues = [''], secondValues = ['']] = Object.values(labels);
  let read = (_first: string, _second: string): number => 0;
  const library = new Gauge({
    ...described,
    labelNames: Object.keys(labels),
    registers: [registry],
    collect: () => {
      for (const first of firstValues) {
        for (const second of secondValues)
          library.set(toLabels(labels, [first, second]), read(first, second));
      }
    },
  });
  return (source) => {
    read = source;
  };
}

function toLabels(labels: Labels, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.keys(labels).map((name, index) => [name, values[index] ?? '']));
}
