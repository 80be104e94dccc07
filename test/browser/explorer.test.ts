import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findChromium, startChromium, type Chromium } from '../support/chromium.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const executable = findChromium();
const SANDBOX =
  'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
/** The contract's bound on how long the explorer may take to open where Apollo's network is away. */
const OPENS_WITHIN_MS = 2000;

/** Addresses that a page asked for beside the gateway's, how many of them answered, and what its policy kept it from. */
function watch(page: Page, url: string) {
  const watched = { asked: [] as string[], answered: [] as string[], refused: [] as string[] };
  const isOther = (address: string) => /^(?:https?|wss?):/.test(address) && !address.startsWith(`${url}/`);
  page.on('request', (request) => isOther(request.url()) && watched.asked.push(request.url()));
  page.on('response', (response) => isOther(response.url()) && watched.answered.push(response.url()));
  page.on('websocket', (socket) => isOther(socket.url()) && watched.asked.push(socket.url()));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) watched.refused.push(message.text());
  });
  return watched;
}

async function giveToken(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Auth' }).click();
  await page.locator('form [contenteditable=true]').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('a-token-of-the-caller');
  await page.getByRole('tab', { name: 'Query', exact: true }).click();
}

let chromium: Chromium;
let gateway: TestGateway;
beforeAll(async () => {
  if (executable === undefined) return;
  chromium = await startChromium(executable);
  gateway = await startTestGateway();
});
afterAll(async () => {
  if (executable === undefined) return;
  await chromium[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
});

describe.runIf(executable)('A browser that does not reach Apollo, at /graphql', () => {
  it('becomes Altair: examples as tabs, variables open, the schema loaded, and no other host asked', async () => {
    const page = await chromium.newPage();
    page.setDefaultTimeout(60_000);
    const watched = watch(page, gateway.url);
    const credentials: (string | undefined)[] = [];
    page.on('request', (request) => credentials.push(request.headers()['authorization']));
    const variables = page.locator('app-variables-editor');
    const answer = page.locator('app-query-result');

    const startedAt = performance.now();
    await page.goto(`${gateway.url}/`, { waitUntil: 'commit' });
    await page.getByText('Send mutation CreateUser').waitFor();
    const openedMs = performance.now() - startedAt;
    // Since the browser went to Altair. A machine that is too busy for Altair itself is no reason to fail.
    const altairMs = await page.evaluate<number>('performance.now()');
    expect(openedMs).toBeLessThan(Math.max(OPENS_WITHIN_MS, 2 * altairMs));
    expect(page.url()).toBe(`${gateway.url}/altair/`);
    await page.getByText('Reloaded doc successfully').waitFor();
    const tabs = await page.locator('app-window-switcher-item').allInnerTexts();
    expect(tabs.map((text) => text.split('\n')[0]?.trim())).toEqual([
      'Create',
      'Refused',
      'Look up',
      'Page',
      'Batch',
    ]);
    expect(await variables.innerText()).toContain('"firstName": "Nina"');

    await page.getByText('Send mutation CreateUser').click();
    await answer.getByText('validatedOnly').waitFor();
    expect(await answer.innerText()).toContain('"id": "1000001"');
    expect(credentials.at(-1)).toBe('Bearer YOUR_TOKEN');

    await page.getByText('Look up', { exact: true }).click();
    await variables.getByText('"DRV-77"').waitFor();

    await giveToken(page);
    await page.getByText('Send query LookUpUser').click();
    await answer.getByText('apolloConnectorsDebugging').waitFor();
    expect(credentials.at(-1)).toBe('Bearer a-token-of-the-caller');

    expect(watched).toMatchObject({ asked: [SANDBOX], answered: [] });
    await page.close();
  }, 180_000);

  it('gives way at once where the network refuses, and within a second where it hangs', async () => {
    const page = await chromium.newPage();
    await page.clock.install();
    const left = () => page.waitForURL(`${gateway.url}/altair/`, { waitUntil: 'commit' });

    await page.goto(`${gateway.url}/graphql`, { waitUntil: 'commit' });
    await left();

    let hung = 0;
    await page.route(SANDBOX, () => void (hung += 1));
    await page.goto(`${gateway.url}/graphql`, { waitUntil: 'commit' });
    await expect.poll(() => hung).toBe(1);
    expect(page.url()).toBe(`${gateway.url}/graphql`);
    await page.clock.runFor(1000);
    await left();
    await page.close();
  });

  it('gives way to Altair where a portal answers in the place of Apollo', async () => {
    const page = await chromium.newPage();
    await page.route(SANDBOX, (route) => route.fulfill({ body: '<html>Sign in</html>' }));

    await page.goto(`${gateway.url}/graphql`, { waitUntil: 'commit' });
    await expect.poll(() => page.url()).toBe(`${gateway.url}/altair/`);
    await page.close();
  });
});

describe.runIf(executable)('A browser that reaches Apollo, at /graphql', () => {
  it('shows Sandbox with the examples, and nothing is kept from it by the policy', async () => {
    const page = await chromium.newPage();
    const watched = watch(page, gateway.url);
    const stub = `window.EmbeddedSandbox = class {
      constructor(options) {
        window.given = options;
        const frame = document.createElement('iframe');
        frame.src = 'https://sandbox.embed.apollographql.com/sandbox/explorer';
        document.querySelector(options.target).append(frame);
      }
    };`;
    await page.route(SANDBOX, (route) => route.fulfill({ contentType: 'text/javascript', body: stub }));
    await page.route('https://sandbox.embed.apollographql.com/**', (route) =>
      route.fulfill({ body: 'here' }),
    );

    await page.goto(`${gateway.url}/graphql`);
    await page.frameLocator('iframe').getByText('here').waitFor();

    const given = await page.evaluate<unknown>('window.given');
    expect(given).toMatchObject({
      initialEndpoint: `${gateway.url}/graphql`,
      runTelemetry: false,
      initialState: {
        document: expect.stringMatching(
          /CreateUser\(.*RefusedUser\(.*LookUpUser\(.*ListUsers\(.*CreateUsers\(/s,
        ),
        variables: { input: { firstName: 'Nina' }, refused: { firstName: '' }, first: 5 },
        headers: { Authorization: 'Bearer YOUR_TOKEN' },
      },
    });
    expect(page.url()).toBe(`${gateway.url}/graphql`);
    expect(watched.refused).toEqual([]);
    await page.close();
  });
});
