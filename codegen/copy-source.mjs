import { readFileSync } from 'node:fs';

/**
 * Copies one file of the gateway for the client package. Imports are made to point beside the copy, so that nothing may be
 * imported but what is copied too: the package's compiler says what is missing.
 */
export const plugin = (_schema, _documents, { source }) => {
  const text = readFileSync(source, 'utf8').replaceAll(/(?<= from ')([^']*)(?=';)/g, (specifier) => {
    if (!specifier.startsWith('.'))
      throw new Error(`${source} imports ${specifier}: a client has no such thing`);
    return `./${specifier.split('/').at(-1)}`;
  });
  return `// A copy of ${source}.\n${text}`;
};
