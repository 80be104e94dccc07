import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance } from 'fastify';

import { TOKEN_PLACEHOLDER, type ExampleOperation } from './sandbox-page.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** Serves the Altair explorer at `/altair/`, wholly from this machine: a tab for each example. */
export async function addAltair(app: FastifyInstance, examples: readonly ExampleOperation[]): Promise<void> {
  // Loaded here because most gateways in production serve no explorer.
  const { getDistDirectory, isSandboxFrame, renderAltair, SANDBOX_FRAME_CSP } = await import('altair-static');

  // The start-up script has its own address, so that the page needs no inline script.
  const html = renderAltair({ baseURL: '/altair/', serveInitialOptionsInSeperateRequest: 'start.js' });
  const script = toStartScript(examples);

  await app.register(async (scope) => {
    scope.addHook('onRequest', (request, reply, done) => {
      const policy = isSandboxFrame(request.url) ? SANDBOX_FRAME_CSP : CONTENT_SECURITY_POLICY;
      reply.header('content-security-policy', policy);
      done();
    });
    scope.get('/altair', (_request, reply) => reply.redirect('/altair/'));
    scope.get('/altair/', (_request, reply) => reply.type('text/html; charset=utf-8').send(html));
    scope.get('/altair/start.js', (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(script),
    );
    await scope.register(fastifyStatic, {
      root: getDistDirectory(),
      prefix: '/altair/',
      index: false,
      maxAge: '1h',
      decorateReply: false,
    });
  });
}

/**
 * Opens Altair with the examples. By itself it would begin in the last tab, fold the variables away and load the schema into no
 * tab, and it has options for none of this, or loads the schema into all of them at once, which takes seconds. What the user
 * left is shown again when the page is.
 */
function toStartScript(examples: readonly ExampleOperation[]): string {
  const options = {
    initialWindows: examples.map(({ name, document, variables, headers }) => ({
      initialName: name,
      initialQuery: document,
      initialVariables: JSON.stringify(variables, null, 2),
      initialHeaders: headers ?? {},
      initialAuthorization: { type: 'bearer', data: { token: '{{token}}' } },
    })),
    // One token for all tabs.
    initialEnvironments: { base: { title: 'Environment', variables: { token: TOKEN_PLACEHOLDER } } },
    disableAccount: true,
    persistedSettings: { 'banners.disable': true },
  };
  return `const options = ${JSON.stringify(options, null, 2)};
for (const tab of options.initialWindows) tab.endpointURL = location.origin + '/graphql';
AltairGraphQL.init(options);

const OPENED = 'users-graphql-gateway:opened';
const shown = new WeakSet();
let isFirstOpening = localStorage.getItem(OPENED) === null;
new MutationObserver(() => {
  const tabs = document.querySelectorAll('.window-switcher__item:has([track-id="close_window_tab"])');
  const active = document.querySelector('.window-switcher__item--active');
  const variables = document.querySelector('[track-id="toggle_variables"]');
  if (!active || !variables) return;
  if (isFirstOpening) {
    if (tabs.length < options.initialWindows.length) return;
    isFirstOpening = false;
    localStorage.setItem(OPENED, 'yes');
    tabs[0].click();
  } else if (!shown.has(active)) {
    shown.add(active);
    document.querySelector('[track-id="reload_docs"]').click();
    if (!variables.closest('.show-variables')) variables.click();
  }
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
`;
}
