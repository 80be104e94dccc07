import { describe } from 'vitest';

import { runnableStores } from './start-store.ts';
import { testRecords } from './test-records.ts';

describe.each(runnableStores())('the %s store', (_name, start) => {
  testRecords(start);
});
