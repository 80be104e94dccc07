import type { Page } from 'playwright-core';

import { startChromium, type Chromium } from './chromium.ts';
import { startExample, type Example } from './driver-example.ts';
import { postGraphql, startTestGateway, TOKEN, type TestGateway } from './start-gateway.ts';

/** The example app in a browser, beside its gateway. */
export interface DriverPages extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly example: Example;
  readonly chromium: Chromium;
  openPage(address: string): Promise<Page>;
  /** How many users the Users API has of a name. */
  countOf(name: string): Promise<number>;
}

/** @param executable - Of Chromium. */
export async function startDriverPages(executable: string): Promise<DriverPages> {
  const gateway = await startTestGateway();
  const [example, chromium] = await Promise.all([startExample(gateway.url), startChromium(executable)]);
  return {
    gateway,
    example,
    chromium,
    openPage: async (address) => {
      const page = await chromium.newPage();
      await page.goto(`${example.url}/#/${address}`);
      return page;
    },
    countOf: async (name) => {
      const query = 'query ($name: String) { users(filter: { name: $name }) { totalCount } }';
      const { data } = await postGraphql(
        gateway.url,
        { query, variables: { name } },
        { authorization: TOKEN },
      );
      return data.users.totalCount;
    },
    [Symbol.asyncDispose]: async () => {
      await chromium[Symbol.asyncDispose]();
      await example[Symbol.asyncDispose]();
      await gateway.close();
    },
  };
}
