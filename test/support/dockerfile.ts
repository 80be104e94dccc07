/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  /** Everything after the name. */
  readonly text: string;
}

export interface Stage {
  /** After `AS`; the last stage has none. */
  readonly name: string | undefined;
  readonly baseImage: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile that has no parser directives, here-documents or escapes but line ends. */
export function parseDockerfile(text: string): readonly Stage[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const joined = lines.join('\n').replaceAll(/\\\n\s*/g, '');
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const line of joined.split('\n').filter((candidate) => candidate.trim() !== '')) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [baseImage = '', , stageName] = rest.split(/\s+/);
      stages.push({ name: stageName, baseImage, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`before any FROM: ${line}`);
      stage.instructions.push({ name, text: rest });
    }
  }
  return stages;
}

/** The values of `NAME=value` and `NAME="value"` pairs, as ENV and LABEL have them. */
export function pairsOf(stage: Stage, name: 'ENV' | 'LABEL'): Readonly<Record<string, string>> {
  const texts = stage.instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
  const pairs = texts.flatMap((text) => [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))/g)]);
  return Object.fromEntries(pairs.map(([, key, quoted, bare]) => [key, quoted ?? bare ?? '']));
}

/** A command in exec form: a JSON list, so that no shell stands between. */
export function execForm(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text.slice(text.indexOf('[')));
  if (!Array.isArray(parsed)) throw new Error(`not in exec form: ${text}`);
  return parsed.map(String);
}

export interface Copy {
  /** The stage it copies from; undefined: the build context. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

export function copiesOf(stage: Stage): readonly Copy[] {
  return stage.instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ text }) => {
      const words = text.split(/\s+/);
      const from =
        words[0]?.startsWith('--from=') === true ? words.shift()?.slice('--from='.length) : undefined;
      const target = words.pop() ?? '';
      return { from, sources: words, target };
    });
}
