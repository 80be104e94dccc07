import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../../src/', import.meta.url);
const PAGE = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');

/** Each file of src/ with the files of src/ that it imports; types count. */
const IMPORTS = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, importsIn(file)]),
);

const ROOMS = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['__generated__', 'config'].includes(entry.name))
  .map(({ name }) => name);

/** The table `| room | may import |`. */
const ARROWS = new Map(
  Array.from(PAGE.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|$/gm), ([, room = '', cell = '']) => [
    room,
    quotedIn(cell),
  ]),
);

function importsIn(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(new URL(file, SRC), 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join(posix.dirname(file), fileName));
}

function quotedIn(text: string): string[] {
  return Array.from(text.matchAll(/`([\w-]+)`/g), ([, name = '']) => name).toSorted();
}

/** Folders and files directly in src/ that a room imports. */
function neighboursOf(room: string): string[] {
  const names = [...IMPORTS]
    .filter(([file]) => file.startsWith(`${room}/`))
    .flatMap(([, imports]) => imports.map((path) => path.split('/')[0] ?? ''));
  return [...new Set(names)].filter((name) => name !== room).toSorted();
}

function reaches(from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [...(IMPORTS.get(from) ?? [])];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (file === to) return true;
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(...(IMPORTS.get(file) ?? []));
  }
  return false;
}

describe('docs/architecture.md', () => {
  it('lists every room', () => {
    expect([...ARROWS.keys()].toSorted()).toEqual(ROOMS.toSorted());
  });

  it.each(ROOMS)('has every arrow that leaves %s, and none that no import goes along', (room) => {
    expect(neighboursOf(room).filter((name) => ROOMS.includes(name))).toEqual(ARROWS.get(room));
  });

  it('says what rooms import beside rooms', () => {
    const readers = /only ((?:`\w+`[, and\s]*)+) may\s+import `src\/__generated__`/.exec(PAGE)?.[1] ?? '';
    const others = ROOMS.flatMap(neighboursOf).filter((name) => !ROOMS.includes(name));

    expect([...new Set(others)].toSorted()).toEqual(['__generated__', 'error-contract.ts', 'error-table.ts']);
    expect(ROOMS.filter((room) => neighboursOf(room).includes('__generated__')).toSorted()).toEqual(
      quotedIn(readers),
    );
  });
});

it('No file imports itself in a circle, generated files and types included', () => {
  expect(IMPORTS.size).toBeGreaterThan(100);
  expect([...IMPORTS.keys()].filter((file) => reaches(file, file))).toEqual([]);
});
