import { getCachedDocumentNodeFromSchema } from '@graphql-codegen/plugin-helpers';
import { print } from 'graphql';

/** Writes the SDL as a module: the built gateway reads no schema file at run time. */
export const plugin = (schema) => {
  const sdl = print(getCachedDocumentNodeFromSchema(schema));
  return `/** The files of schema/, as one text. */\nexport const typeDefs = ${JSON.stringify(sdl)};\n`;
};
