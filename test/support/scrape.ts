/** One line of the Prometheus text. */
export interface Sample {
  readonly name: string;
  /** As they are written, with their braces; empty where there are none. */
  readonly labels: string;
  readonly value: number;
}

/** The Prometheus text of a gateway, or of the port that its metrics have to themselves. */
export async function scrape(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`);
  if (response.status !== 200) throw new Error(`no metrics: HTTP ${response.status}`);
  return response.text();
}

export function parseSamples(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(\{.*\})? (\S+)$/.exec(line) ?? [];
      return { name, labels, value: Number(value.replace('+Inf', 'Infinity')) };
    });
}

/** The values of a metric by their labels; without those that are 0. */
export async function nonZero(url: string, name: string): Promise<Readonly<Record<string, number>>> {
  const samples = parseSamples(await scrape(url)).filter(
    (sample) => sample.name === name && sample.value !== 0,
  );
  return Object.fromEntries(samples.map(({ labels, value }) => [labels, value]));
}
