import { fileURLToPath } from 'node:url';

import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findChromium } from '../support/chromium.ts';
import { isExampleInstalled } from '../support/driver-example.ts';
import { startDriverPages, type DriverPages } from '../support/driver-pages.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { postGraphql, TOKEN } from '../support/start-gateway.ts';
import { startFaultyPair } from '../support/start-pair.ts';
import { startProcess } from '../support/start-process.ts';

const executable = isExampleInstalled() ? findChromium() : undefined;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let pages: DriverPages;
beforeAll(async () => {
  if (executable !== undefined) pages = await startDriverPages(executable);
});
afterAll(async () => {
  if (executable !== undefined) await pages[Symbol.asyncDispose]();
});

const problemOf = async (input: Locator): Promise<string> => {
  const ids = ((await input.getAttribute('aria-describedby')) ?? '').split(' ');
  const problem = ids.find((id) => id.endsWith('-problem'));
  return problem === undefined ? '' : input.page().locator(`[id="${problem}"]`).innerText();
};

describe.runIf(executable)('The example app, from another origin', () => {
  it('shows what is wrong beside its input, whoever found it, and then creates the driver', async () => {
    const page = await pages.openPage('new');
    const create = page.getByRole('button', { name: 'Create driver' });
    const id = page.getByLabel('Id there');
    await page.getByLabel('First name').fill('Nina');
    await page.getByRole('button', { name: 'Add an id' }).click();
    await page.getByLabel('System').fill('sample_tms');
    await create.click();

    await eventually(async () =>
      expect(await problemOf(page.getByLabel('Last name'))).toBe('Last name is required'),
    );
    expect(await problemOf(id)).toBe('Id there is required');
    expect(await page.evaluate('document.activeElement.name')).toBe('lastName');

    await page.getByLabel('Last name').fill('Neben');
    await page.getByLabel('Email').fill('not-an-address');
    await id.fill('DRV-77');
    await create.click();
    await eventually(async () => expect(await problemOf(page.getByLabel('Email'))).toBe('Email is invalid'));
    expect(await problemOf(id)).toBe('Id there has already been taken');
    expect(await page.evaluate('document.activeElement.name')).toBe('email');
    expect(await pages.countOf('Neben')).toBe(0);

    await page.getByLabel('Email').fill('');
    await id.fill('DRV-79');
    await create.click();
    await page.getByText('Nina Neben was created').waitFor();
    expect(await pages.countOf('Neben')).toBe(1);
  });

  it('makes one user of a double click', async () => {
    const page = await pages.openPage('new');
    await page.getByLabel('First name').fill('Doppel');
    await page.getByLabel('Last name').fill('Klick');
    await page.getByRole('button', { name: 'Create driver' }).dblclick();

    await page.getByText('Doppel Klick was created').waitFor();
    expect(await pages.countOf('Doppel Klick')).toBe(1);
  });

  it('finds the user again after a reload in the middle of a lost answer', async () => {
    const page = await pages.openPage('new');
    await page.getByLabel('First name').fill('Nach');
    await page.getByLabel('Last name').fill('Laden');
    await page.getByLabel('Username').fill('fail-slow.reload');
    await page.getByLabel('Password').fill('correct horse');
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') keys.push(request.headers()['idempotency-key']);
    });
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Create driver' }).click();
    await sent;
    await page.reload();

    await page.getByText('on the way when the page was closed').waitFor();
    expect(await page.getByLabel('Username').inputValue()).toBe('fail-slow.reload');
    expect(await page.evaluate('JSON.stringify(Object.values(sessionStorage))')).not.toContain('horse');
    await page.getByLabel('Password').fill('correct horse');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nach Laden was created').waitFor();
    expect(await pages.countOf('Nach Laden')).toBe(1);
    expect(keys).toEqual([expect.stringMatching(/^\w+(?:-\w+){3}$/), keys[0]]);
  });

  it('counts down where it is told to wait, and sends the same driver again', async () => {
    const page = await pages.openPage('new');
    await page.getByLabel('First name').fill('Warte');
    await page.getByLabel('Last name').fill('Zeit');
    await page.getByLabel('Username').fill('fail-429');
    await page.getByRole('button', { name: 'Create driver' }).click();

    await page.getByRole('button', { name: 'Try again after a short wait' }).waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(/Nothing was saved\.[^]*Try again in [4567] s/);
    await page.getByRole('button', { name: 'Change the form' }).click();
    await page.getByLabel('Username').fill('');
    expect(await page.getByRole('button', { name: 'Create driver' }).isEnabled()).toBe(true);
  });
});

describe.runIf(executable)('Where nobody knows whether a driver was saved, it', () => {
  it('says so, keeps the form as it was sent, and finds the driver under the same key', async () => {
    let isDown = true;
    await using pair = await startFaultyPair(
      { USERS_API_DEADLINE_MS: '300' },
      { lookupFault: () => (isDown ? { status: 500 } : undefined) },
    );
    pair.usersApi.creates({ answer: () => ({ reset: 'after-request' }) });
    const page = await pages.chromium.newPage();
    await page.route('**/config.json', (route) =>
      route.fulfill({ json: { graphqlUrl: `${pair.gateway.url}/graphql`, token: 'a-token-of-the-caller' } }),
    );
    const keys = new Set<string | undefined>();
    page.on('request', (request) => {
      if (request.method() === 'POST') keys.add(request.headers()['idempotency-key']);
    });
    await page.goto(`${pages.example.url}/#/new`);
    await page.getByLabel('First name').fill('Un');
    await page.getByLabel('Last name').fill('Gewiss');
    await page.getByLabel('Username').fill('un.gewiss');
    await page.getByRole('button', { name: 'Create driver' }).click();

    await page.getByText('It is not known whether this was saved').waitFor();
    expect(await page.getByLabel('First name').isEditable()).toBe(false);
    expect(await page.getByRole('button', { name: 'Create driver' }).count()).toBe(0);
    isDown = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Un Gewiss was created').waitFor();
    expect(pair.usersApi.posts).toBe(1);
    expect(keys.size).toBe(1);
  });
});

describe.runIf(executable)('Its list', () => {
  it('leads to a driver who is changed, loses an id, is deactivated, and comes back', async () => {
    const { data } = await postGraphql(
      pages.gateway.url,
      {
        query: 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
        variables: {
          input: {
            firstName: 'Wandel',
            lastName: 'Bar',
            role: 'DRIVER',
            externalIds: [{ externalId: 'W-1', integrationName: 'sample_tms' }],
          },
        },
      },
      { authorization: TOKEN },
    );
    const stored = async () => {
      const query = 'query ($id: ID!) { user(id: $id) { lastName email status externalIds { externalId } } }';
      const variables = data.createUser.user;
      return (await postGraphql(pages.gateway.url, { query, variables }, { authorization: TOKEN })).data.user;
    };
    const page = await pages.openPage('drivers');
    await page.getByLabel('Name').fill('Wandel');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: 'Wandel Bar' }).click();

    await page.getByLabel('Last name').fill('Stern');
    await page.getByLabel('Email').fill('not-an-address');
    await page.getByRole('button', { name: 'Remove' }).click();
    const save = page.getByRole('button', { name: 'Save changes' });
    await save.click();
    await eventually(async () => expect(await problemOf(page.getByLabel('Email'))).toBe('Email is invalid'));
    expect(await stored()).toMatchObject({ lastName: 'Bar', externalIds: [{ externalId: 'W-1' }] });
    await page.getByLabel('Email').fill('wandel@example.com');
    await save.click();
    await page.getByText('The changes were saved').waitFor();
    expect(await stored()).toMatchObject({ lastName: 'Stern', email: 'wandel@example.com', externalIds: [] });

    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.getByLabel('Name').fill('Wandel');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('button', { name: 'Deactivate Wandel Stern' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await stored()).toMatchObject({ status: 'ACTIVE' });
    await page.getByRole('button', { name: 'Deactivate Wandel Stern' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    const reactivate = page.getByRole('button', { name: 'Reactivate Wandel Stern' });
    await reactivate.waitFor();
    expect(await stored()).toMatchObject({ status: 'DEACTIVATED' });
    await reactivate.click();
    await page.getByRole('button', { name: 'Deactivate Wandel Stern' }).waitFor();
    expect(await stored()).toMatchObject({ status: 'ACTIVE' });
  });
});

describe.runIf(executable)('npm run example', () => {
  it('serves the app and a gateway for it, and ends both at Ctrl-C', async () => {
    const ports = { PORT: String(await freePort()), APP_PORT: String(await freePort()) };
    const app = `http://127.0.0.1:${ports.APP_PORT}/`;
    await using running = await startProcess({ ...ports, LOG_LEVEL: 'info' }, [], {
      command: [process.execPath, '--import', 'tsx', 'examples/driver-onboarding/start.ts'],
      directory: ROOT,
    });
    await eventually(() => expect(running.stdout).toContain(`The app:     ${app}`));

    expect(await (await fetch(app)).text()).toContain('<title>');
    const { graphqlUrl, token } = (await (await fetch(`${app}config.json`)).json()) as Config;
    expect(graphqlUrl).toBe(`${running.url}/graphql`);
    const { data } = await postGraphql(
      running.url,
      { query: '{ user(id: "730001") { firstName } }' },
      { authorization: `Bearer ${token}` },
    );
    expect(data).toEqual({ user: { firstName: 'Ines' } });

    running.kill('SIGINT');
    expect(await running.ended).toMatchObject({ exitCode: 0 });
    for (const url of [app, running.url]) await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

/** What the app is told of its surroundings. */
interface Config {
  readonly graphqlUrl: string;
  readonly token: string;
}
