import { Writable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { createLogger, type Logger, type LogLevel } from '../../../src/telemetry/logger.ts';

describe('A log line', () => {
  it('is JSON with level, time and message, and the fields given', () => {
    const { log, lines } = record('info');

    log.info({ requestId: 'r-1', ms: 4 }, 'operation');

    expect(lines()).toEqual([
      { level: 'info', time: expect.any(String), requestId: 'r-1', ms: 4, msg: 'operation' },
    ]);
    const [{ time } = {}] = lines();
    expect(new Date(String(time)).toISOString()).toBe(time);
  });

  it.each<[LogLevel, number]>([
    ['trace', 6],
    ['info', 4],
    ['error', 2],
    ['silent', 0],
  ])('at level %s is one of %i', (level, count) => {
    const { log, lines } = record(level);

    log.trace('t');
    log.debug('d');
    log.info('i');
    log.warn('w');
    log.error('e');
    log.fatal('f');

    expect(lines()).toHaveLength(count);
  });

  it("stays one line whatever a caller's text holds", () => {
    const { log, text, lines } = record('info');

    log.info({ operation: 'A\r\n{"level":"fatal"}\u2028\u001B[31m' }, 'operation');

    expect(text().match(/\n/g)).toHaveLength(1);
    expect(lines()).toHaveLength(1);
    expect(text()).not.toContain('\u001B');
  });
});

describe('A logged error', () => {
  it('is told by name, message, code and stack, its causes too, and by nothing else it carries', () => {
    const { log, text, lines } = record('info');
    const cause = Object.assign(new TypeError('no route'), { code: 'ECONNREFUSED', address: 'HIDDEN-host' });
    const error = Object.assign(new Error('failed', { cause }), {
      body: 'HIDDEN-body',
      headers: { authorization: 'HIDDEN-token' },
      extensions: { password: 'HIDDEN-password' },
      code: 7,
    });

    log.error({ err: error }, 'm');

    expect(lines()[0]?.['err']).toEqual({
      type: 'Error',
      message: 'failed',
      stack: error.stack,
      cause: { type: 'TypeError', message: 'no route', code: 'ECONNREFUSED', stack: cause.stack },
    });
    expect(text()).not.toContain('HIDDEN');
  });

  it('is told also when its causes are a circle', () => {
    const { log, lines } = record('info');
    const error = new Error('round');
    error.cause = error;

    log.error({ err: error }, 'm');

    expect(lines()[0]).toMatchObject({ msg: 'm', err: { message: 'round', cause: { message: 'round' } } });
  });

  it('is told by its type when it is none', () => {
    const { log, lines } = record('info');

    log.error({ err: 'HIDDEN' }, 'm');

    expect(lines()[0]?.['err']).toEqual({ message: 'string' });
  });
});

describe('A secret that a mistake puts into a log line', () => {
  it.each([
    { password: 'HIDDEN' },
    { input: { password: 'HIDDEN' } },
    { users: [{ password: 'HIDDEN' }] },
    {
      headers: { Authorization: 'HIDDEN', 'X-Api-Key': ['HIDDEN'], cookie: 'HIDDEN', 'set-cookie': 'HIDDEN' },
    },
    { call: { caller: { authorization: 'HIDDEN' } } },
    { caller: { apiKey: 'HIDDEN' } },
    { a: { b: { c: { d: { e: { password: 'HIDDEN' } } } } } },
    { list: [[[[[['HIDDEN']]]]]] },
    Object.assign(Object.create(null), { password: 'HIDDEN' }),
  ])('is not written: %j', (fields) => {
    const { log, text, lines } = record('trace');

    log.info({ requestId: 'r-1', ...fields }, 'm');

    expect(text()).not.toContain('HIDDEN');
    expect(lines()[0]).toMatchObject({ requestId: 'r-1', msg: 'm' });
  });

  it('leaves everything else as it is', () => {
    const { log, lines } = record('trace');
    const fields = { a: null, b: 0, c: false, d: '', e: [1, { f: 'x' }], g: { h: { i: ['j'] } } };

    log.info(fields, 'm');

    expect(lines()[0]).toMatchObject(fields);
  });
});

interface Recorder {
  readonly log: Logger;
  readonly text: () => string;
  readonly lines: () => Record<string, unknown>[];
}

function record(level: LogLevel): Recorder {
  let written = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  return {
    log: createLogger(level, destination),
    text: () => written,
    lines: () =>
      written
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
}
