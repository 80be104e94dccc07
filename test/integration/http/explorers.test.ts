import { describe, expect, it } from 'vitest';

import { startTestServer } from './start-test-server.ts';

const EXAMPLES = [
  {
    name: 'Create',
    document: 'mutation CreateUser($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
    variables: { input: { firstName: '</script><script>alert(1)</script>' } },
  },
  { name: 'Read', document: 'query ReadUser($id: ID!) { user(id: $id) { id } }', variables: { id: '7' } },
];
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('a browser', () => {
  it('is led from / to Apollo Sandbox at /graphql', async () => {
    await using server = await startTestServer({ examples: EXAMPLES });

    const page = await fetch(server.url, { headers: BROWSER });
    const html = await page.text();

    expect(page.url).toBe(`${server.url}/graphql`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('embeddable-sandbox.umd.production.min.js');
    expect(html).toContain('runTelemetry: false');
    expect(html).toContain('mutation CreateUser');
    expect(html).toContain('query ReadUser');
    expect(html).toContain('"variables":{"input":{"firstName":');
    expect(html).toContain('},"id":"7"}');
  });

  it('gets no script from the example, and none that the policy does not name', async () => {
    await using server = await startTestServer({ examples: EXAMPLES });

    const page = await fetch(`${server.url}/graphql`, { headers: BROWSER });

    expect(await page.text()).not.toContain('<script>alert');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('finds no credential of anybody in the pages', async () => {
    await using server = await startTestServer({ examples: EXAMPLES });
    const headers = { ...BROWSER, authorization: 'Bearer hunter2-canary', cookie: 'session=hunter2-canary' };

    const texts = await Promise.all(
      ['/graphql', '/altair/', '/altair/start.js'].map(async (path) =>
        (await fetch(server.url + path, { headers })).text(),
      ),
    );

    expect(texts.join('')).not.toContain('hunter2-canary');
    expect(texts.join('').match(/Bearer \w+|"token": .*/g)).toEqual([
      'Bearer YOUR_TOKEN',
      ...EXAMPLES.map(() => '"token": "{{token}}"'),
      '"token": "YOUR_TOKEN"',
    ]);
  });

  it('gets JSON everywhere when the explorers are off', async () => {
    await using server = await startTestServer();

    const answers = await Promise.all(
      ['/', '/graphql', '/altair/'].map((path) => fetch(server.url + path, { headers: BROWSER })),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 400, 404]);
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual([
      'application/json; charset=utf-8',
      'application/graphql-response+json; charset=utf-8',
      'application/json; charset=utf-8',
    ]);
  });
});

describe('Altair', () => {
  it('comes with all its files from this server', async () => {
    await using server = await startTestServer({ examples: EXAMPLES });

    const page = await fetch(`${server.url}/altair`);
    const html = await page.text();
    const files = [...html.matchAll(/<(?:link|script|img)[^>]+(?:src|href)="([^"]+)"/g)].map(
      ([, name = '']) => new URL(name, `${server.url}/altair/`),
    );
    const answers = await Promise.all(files.map((file) => fetch(file)));

    expect(page.url).toBe(`${server.url}/altair/`);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter(({ origin }) => origin !== server.url)).toEqual([]);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(html).not.toMatch(/<script[^>]*>[^<]/);
    expect(answers[0]?.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(answers[0]?.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('opens with a tab for each example, one token for all of them, and no account or advert', async () => {
    await using server = await startTestServer({ examples: EXAMPLES });

    const script = await (await fetch(`${server.url}/altair/start.js`)).text();

    expect(script.match(/"initialName": .*/g)).toEqual([
      '"initialName": "Create",',
      '"initialName": "Read",',
    ]);
    expect(script).toContain('mutation CreateUser');
    expect(script).toContain('firstName');
    expect(script).toContain('"disableAccount": true');
    expect(script).toContain('"banners.disable": true');
    expect(script).toContain("location.origin + '/graphql'");
  });

  it('serves no file outside of its folder, and refuses as JSON', async () => {
    await using server = await startTestServer({ examples: EXAMPLES });

    const answers = await Promise.all(
      ['/altair/none.js', '/altair/..%2findex.js', '/altair/%2e%2e/package.json', '/altair/.env'].map(
        (path) => fetch(server.url + path),
      ),
    );

    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });
});
