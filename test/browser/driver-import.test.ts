import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findChromium } from '../support/chromium.ts';
import { isExampleInstalled, readInstalled } from '../support/driver-example.ts';
import { DRIVERS, fromCsv, repaired, toCsv, type Driver } from '../support/driver-file.ts';
import { startDriverPages, type DriverPages } from '../support/driver-pages.ts';
import { eventually } from '../support/eventually.ts';

const executable = isExampleInstalled() ? findChromium() : undefined;

let pages: DriverPages;
beforeAll(async () => {
  if (executable !== undefined) pages = await startDriverPages(executable);
});
afterAll(async () => {
  if (executable !== undefined) await pages[Symbol.asyncDispose]();
});

describe.runIf(executable)('The import of the example app', () => {
  it('creates the good drivers of a file, tells of the bad ones, takes them repaired, and doubles none', async () => {
    const page = await pages.openPage('import');
    await choose(page, DRIVERS);
    await page.getByText('194 of 200 rows can be sent').waitFor();
    const table = page.getByRole('region', { name: 'Rows of the file' });
    expect(await table.locator('.problem').allInnerTexts()).toEqual([
      'Last name is required',
      'Last name is required',
      'The other system is required',
      'Id in another system is required',
      'Username stands in row 22 already',
      'Id in another system stands in row 102 already',
    ]);

    const values = await watchProgress(page);
    await page.getByRole('button', { name: 'Import 194 drivers' }).click();
    // One of the rows takes a while: its batch is on the way when the pause begins.
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: 'Paused' }).waitFor();
    await eventually(async () => expect(await page.getByText('Sending').count()).toBe(0));
    const [, waiting = ''] = /(\d+)\s+to be sent/.exec(await page.locator('.figures').innerText()) ?? [];
    expect(Number(waiting)).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('heading', { name: 'Finished' }).waitFor();
    expect(await page.locator('.figures').innerText()).toMatch(
      /188\s+in the fleet system\s+12\s+need a change\s+0\s+to be sent/,
    );
    expect(new Set(await values()).size).toBeGreaterThan(5);
    expect(await pages.countOf('Übung')).toBe(188);

    const file = await download(page);
    const [heads = [], ...rows] = fromCsv(file);
    expect(heads.at(-1)).toBe('Reason');
    expect(rows.map((row) => row.at(-1))).toEqual([
      'Last name is required',
      'Email is invalid',
      'Last name is required',
      'The other system is required',
      'Email is invalid',
      'Id in another system is required',
      'Password is too short (minimum is 6 characters)',
      'Username stands in row 22 already',
      'Id in another system stands in row 102 already',
      'Password is too short (minimum is 6 characters)',
      'Username has already been taken',
      'Id in another system has already been taken',
    ]);
    // A spreadsheet that opens it runs nothing.
    expect(rows.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    expect(file).toContain(`"'=HYPERLINK(""http://127.0.0.1/"";""Klick"")"`);

    const bad = rows.map(
      (row) => Object.fromEntries(heads.map((head, at) => [head, row[at] ?? ''])) as Driver,
    );
    await page.getByRole('button', { name: 'Another file' }).click();
    await runImport(page, repaired(bad));
    expect(await page.locator('.figures').innerText()).toMatch(
      /12\s+in the fleet system\s+0\s+need a change/,
    );
    expect(await pages.countOf('Übung')).toBe(200);

    // Whoever repairs the file that he began with, and takes it as a whole, finds everybody there.
    await page.getByRole('button', { name: 'Another file' }).click();
    await runImport(page, repaired(DRIVERS));
    expect(await page.locator('.figures').innerText()).toMatch(
      /200\s+in the fleet system\s+0\s+need a change/,
    );
    expect(await pages.countOf('Übung')).toBe(200);
  });
});

async function choose(page: Page, drivers: readonly Driver[]): Promise<void> {
  const buffer = Buffer.from(toCsv(drivers));
  await page.getByLabel('CSV file').setInputFiles({ name: 'Fahrer.csv', mimeType: 'text/csv', buffer });
}

async function runImport(page: Page, drivers: readonly Driver[]): Promise<void> {
  await choose(page, drivers);
  await page.getByRole('button', { name: `Import ${drivers.length} drivers` }).click();
  await page.getByRole('heading', { name: 'Finished' }).waitFor();
}

/** @returns what tells every value that the progress bar has had. */
async function watchProgress(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(`
    window.progressValues = [];
    new MutationObserver(() => progressValues.push(document.querySelector('progress')?.value))
      .observe(document, { subtree: true, childList: true, attributeFilter: ['value'] });
  `);
  return () => page.evaluate('progressValues');
}

async function download(page: Page): Promise<string> {
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download 12 rows to repair' }).click();
  const file = await started;
  expect(file.suggestedFilename()).toBe('Fahrer-to-repair.csv');
  return readFile(await file.path(), 'utf8');
}

describe.runIf(executable)('The pages of the example app, for whoever cannot see them well', () => {
  it('have no serious fault by axe, in light and dark: the list, a form with problems, an import before and after', async () => {
    const page = await pages.openPage('drivers');
    await page.getByRole('row', { name: 'Ines Sample' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'New driver' }).click();
    await page.getByRole('button', { name: 'Add an id' }).click();
    await page.getByRole('button', { name: 'Create driver' }).click();
    await page.getByText('First name is required').waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Import' }).click();
    const some = DRIVERS.slice(16, 28).map((driver) => ({ ...driver, Nachname: driver.Nachname && 'Achse' }));
    await choose(page, some);
    await page.getByText('11 of 12 rows can be sent').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Import 11 drivers' }).click();
    await page.getByRole('heading', { name: 'Finished' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });
});

/** What axe finds serious or critical, each with the elements it is about. */
async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(readInstalled('axe-core/axe.min.js'));
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<AxeResult>(
      "axe.run(document, { resultTypes: ['violations'] })",
    );
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    found.push(
      ...serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    );
  }
  return found;
}

/** As much of what axe finds as is read. */
interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
