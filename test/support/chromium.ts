import { spawnSync } from 'node:child_process';

import { chromium, type Page } from 'playwright-core';

/** Below the tests' own timeout, which does not tell what was waited for. */
const STEP_TIMEOUT_MS = 30_000;

/** Without what a browser would ask the network for, and without any host but this one. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/**
 * Where this machine has Chromium; undefined where it has none, which is said in one line.
 *
 * @throws when it has none and `REQUIRE_SERVICES` is 1.
 */
export function findChromium(): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' });
  if (stdout.trim() !== '') return stdout.trim();
  if (process.env['REQUIRE_SERVICES'] === '1') throw new Error('chromium is not installed');
  process.stderr.write('Tests that need Chromium are skipped: chromium is not installed.\n');
  return undefined;
}

export interface Chromium extends AsyncDisposable {
  /** With a profile of its own. What is waited for on it fails after half a minute, and says what it was. */
  newPage(): Promise<Page>;
}

/** A headless Chromium that reaches no host but 127.0.0.1. */
export async function startChromium(executable: string): Promise<Chromium> {
  const browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  return {
    newPage: async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 840 } });
      page.setDefaultTimeout(STEP_TIMEOUT_MS);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
