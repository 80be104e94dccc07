import { describe, expect, it } from 'vitest';

import { readRedisUrl } from '../../../src/config/redis-url.ts';

const addressOf = (text: string) => {
  const reading = readRedisUrl(text);
  return 'value' in reading ? reading.value : undefined;
};

describe('Several nodes separated by commas', () => {
  it.each([
    ['redis://a.example:7000,redis://b.example:7001', ['redis://a.example:7000', 'redis://b.example:7001']],
    ['redis://a.example, b.example:7001', ['redis://a.example', 'redis://b.example:7001']],
    ['rediss://u:p%2Cq@a.example,b.example', ['rediss://u:p%2Cq@a.example', 'rediss://u:p%2Cq@b.example']],
    ['redis://:p@a.example/0,redis://:q@b.example', ['redis://:p@a.example/0', 'redis://:q@b.example']],
  ])('are a cluster: %s', (text, urls) => {
    expect(addressOf(text)).toEqual({ kind: 'cluster', urls });
  });

  it.each([
    'redis://a.example,',
    'redis://a.example,rediss://b.example',
    'redis://a.example/1,redis://b.example',
    'redis://a.example,http://b.example',
  ])('are none where one cannot be used with the others: %s', (text) => {
    expect(addressOf(text)).toBeUndefined();
  });
});

describe('redis+sentinel://', () => {
  it.each([
    [
      'redis+sentinel://a.example:1,b.example,[::1]:3/main',
      {
        kind: 'sentinel',
        sentinels: [
          { host: 'a.example', port: 1 },
          { host: 'b.example', port: 26_379 },
          { host: '::1', port: 3 },
        ],
        name: 'main',
      },
    ],
    [
      'redis+sentinel://user:p%40ss@a.example/my%20group',
      {
        kind: 'sentinel',
        sentinels: [{ host: 'a.example', port: 26_379 }],
        name: 'my group',
        username: 'user',
        password: 'p@ss',
      },
    ],
  ])('names sentinels and their group: %s', (text, address) => {
    expect(addressOf(text)).toEqual(address);
  });

  it.each([
    'redis+sentinel://a.example',
    'redis+sentinel://a.example/',
    'redis+sentinel:///main',
    'redis+sentinel://a.example,/main',
    'redis+sentinel://a.example:port/main',
    'redis+sentinel://a.example/main/0',
    'redis+sentinel://a.example/%',
    'redis+sentinel://user:%@a.example/main',
  ])('is refused without one of them: %s', (text) => {
    expect(addressOf(text)).toBeUndefined();
  });
});
