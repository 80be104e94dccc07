import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findChromium, startChromium, type Chromium } from '../support/chromium.ts';
import { startTestGateway } from '../support/start-gateway.ts';

const executable = findChromium();

/** Addresses that a page asked for beside the gateway's, and how many of them answered. */
function watchOtherHosts(page: Page, url: string) {
  const watched = { asked: [] as string[], answered: [] as string[] };
  const isOther = (address: string) => /^(?:https?|wss?):/.test(address) && !address.startsWith(`${url}/`);
  page.on('request', (request) => isOther(request.url()) && watched.asked.push(request.url()));
  page.on('response', (response) => isOther(response.url()) && watched.answered.push(response.url()));
  page.on('websocket', (socket) => isOther(socket.url()) && watched.asked.push(socket.url()));
  return watched;
}

async function giveToken(page: Page): Promise<void> {
  await page.getByText('mutation CreateUser').first().waitFor();
  await page.getByRole('tab', { name: 'Auth' }).click();
  await page.locator('form [contenteditable=true]').click();
  await page.keyboard.type('a-token-of-the-caller');
  await page.getByRole('tab', { name: 'Query', exact: true }).click();
}

let chromium: Chromium;
beforeAll(async () => {
  if (executable !== undefined) chromium = await startChromium(executable);
});
afterAll(async () => {
  if (executable !== undefined) await chromium[Symbol.asyncDispose]();
});

describe.runIf(executable)('Altair, at /altair/', { concurrent: true }, () => {
  it('shows the example, takes a token, creates a user and reads one, without another host', async () => {
    await using gateway = await startTestGateway();
    const page = await chromium.newPage();
    const others = watchOtherHosts(page, gateway.url);
    const answer = page.locator('app-query-result');

    await page.goto(`${gateway.url}/altair/`);
    await page.getByText('Reloaded doc successfully').waitFor();
    await giveToken(page);
    await page.getByText('Send mutation CreateUser').click();
    await answer.getByText('validatedOnly').waitFor();
    expect(await answer.innerText()).toContain('"id": "1000001"');
    expect(others).toEqual({ asked: [], answered: [] });
  });
});

describe.runIf(executable)('A browser without a network, at /graphql', { concurrent: true }, () => {
  it('is told of Sandbox and led to Altair', async () => {
    await using gateway = await startTestGateway();
    const page = await chromium.newPage();
    const others = watchOtherHosts(page, gateway.url);

    await page.goto(`${gateway.url}/`);
    expect(page.url()).toBe(`${gateway.url}/graphql`);
    expect(await page.locator('body').innerText()).toContain('Apollo Sandbox opens here');
    await page.getByRole('link', { name: 'open Altair' }).click();
    await page.getByText('mutation CreateUser').first().waitFor();

    expect(page.url()).toBe(`${gateway.url}/altair/`);
    expect(others.answered).toEqual([]);
    expect(others.asked.map((address) => new URL(address).host)).toEqual([
      'embeddable-sandbox.cdn.apollographql.com',
    ]);
  });

  it('finds no token in the pages but a placeholder', async () => {
    await using gateway = await startTestGateway();
    const page = await chromium.newPage();

    await page.setExtraHTTPHeaders({ authorization: 'Bearer hunter2-canary' });
    const texts: string[] = [];
    page.on('response', (response) => {
      if (!response.url().startsWith(`${gateway.url}/altair/`)) return;
      if (/\/(?:start\.js)?$/.test(response.url())) void response.text().then((text) => texts.push(text));
    });
    await page.goto(`${gateway.url}/graphql`);
    texts.push(await page.content());
    await page.goto(`${gateway.url}/altair/`);
    await page.getByText('mutation CreateUser').first().waitFor();
    texts.push(await page.content());

    expect(texts.length).toBeGreaterThan(2);
    expect(texts.join('\n')).not.toContain('hunter2-canary');
    expect(new Set(texts.join('\n').match(/Bearer [\w-]+/g))).toEqual(new Set(['Bearer YOUR_TOKEN']));
  });
});
