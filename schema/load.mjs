import { readdirSync, readFileSync } from 'node:fs';

import { parse } from 'graphql';

/** The files of this directory in the order of their names: what a glob finds comes in another order each time. */
// oxlint-disable-next-line import/no-default-export -- codegen.yml's loaders are default exports.
export default () => {
  const directory = new URL('.', import.meta.url);
  const files = readdirSync(directory).filter((name) => name.endsWith('.graphql'));
  return parse(
    files
      .sort()
      .map((name) => readFileSync(new URL(name, directory), 'utf8'))
      .join('\n'),
  );
};
