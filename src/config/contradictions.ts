import type { EnvironmentReader } from './reader.ts';

/** What each variable may be, but not together with another. Limits and deadlines contradict each other only where both were set. */
export function contradictionsIn(reader: EnvironmentReader): readonly string[] {
  return [...usersApi(reader), ...ports(reader), ...limits(reader)];
}

function* usersApi(reader: EnvironmentReader): Generator<string> {
  const { production, read } = reader;
  if (reader.text('USERS_API_URL') === undefined && !read('EMBEDDED_USERS_API')) {
    const when = production ? 'in production' : 'while EMBEDDED_USERS_API is off';
    yield `USERS_API_URL must be set ${when} (or EMBEDDED_USERS_API=on, to serve invented users)`;
  }
  if (!production && reader.given('UPSTREAM_DEBUG') === true && showsUsersApiToOthers(reader)) {
    yield 'UPSTREAM_DEBUG must be off while USERS_API_URL is set and HOST is not loopback: it shows real users';
  }
}

/** True where other machines could be shown what a real Users API answers. */
export function showsUsersApiToOthers(reader: EnvironmentReader): boolean {
  const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(reader.read('HOST'));
  return reader.text('USERS_API_URL') !== undefined && !loopback;
}

function* ports({ read, text }: EnvironmentReader): Generator<string> {
  const taken = [read('PORT')];
  for (const name of ['METRICS_PORT', 'EMBEDDED_USERS_API_PORT'] as const) {
    if (name === 'EMBEDDED_USERS_API_PORT' && text('USERS_API_URL') !== undefined) continue;
    const port = read(name);
    if (port === undefined || port === 0) continue;
    if (taken.includes(port))
      yield `${name} must differ from ${port === read('PORT') ? 'PORT' : 'METRICS_PORT'}`;
    taken.push(port);
  }
}

function* limits({ given }: EnvironmentReader): Generator<string> {
  const batch = given('MAX_USERS_PER_BATCH');
  const [items, creates] = [given('MAX_LIST_ITEMS'), given('MAX_CREATES_PER_OPERATION')];
  if (batch !== undefined && items !== undefined && batch > items) {
    yield `MAX_USERS_PER_BATCH must be at most MAX_LIST_ITEMS, which is ${items} items`;
  }
  if (batch !== undefined && creates !== undefined && batch > creates) {
    yield `MAX_USERS_PER_BATCH must be at most MAX_CREATES_PER_OPERATION, which is ${creates} users`;
  }
  const [batchMs, singleMs] = [given('USERS_API_BATCH_DEADLINE_MS'), given('USERS_API_DEADLINE_MS')];
  if (batchMs !== undefined && singleMs !== undefined && batchMs < singleMs) {
    yield `USERS_API_BATCH_DEADLINE_MS must be at least USERS_API_DEADLINE_MS, which is ${singleMs} milliseconds`;
  }
}
