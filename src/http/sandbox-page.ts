import { createHash } from 'node:crypto';

/** The operation that an explorer opens with. Everybody who opens the page reads it: placeholders only. */
export interface ExampleOperation {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

const SCRIPT_HOST = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME_HOST = 'https://sandbox.embed.apollographql.com';

const STYLE = `
  body { margin: 2rem; font: 1rem/1.5 system-ui, sans-serif; color: #1b2240; background: #fff; }
  #sandbox { position: fixed; inset: 0; }
  #sandbox:empty { display: none; }
  #sandbox iframe { width: 100%; height: 100%; border: 0; background: #fff; }
`;

/**
 * A page that shows Apollo Sandbox on this server. Sandbox itself comes from Apollo's network; without one the page
 * shows its own text, with the way to the explorer that this server has.
 *
 * @see https://www.apollographql.com/docs/graphos/platform/sandbox#embedding-sandbox
 */
export function createSandboxPage(example: ExampleOperation): {
  html: string;
  contentSecurityPolicy: string;
} {
  const script = `
  if (window.EmbeddedSandbox) {
    new window.EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: window.location.origin + '/graphql',
      endpointIsEditable: false,
      runTelemetry: false,
      allowDynamicStyles: false,
      initialState: ${toScriptLiteral({ ...example, includeCookies: false, pollForSchemaUpdates: false })},
    });
  }
`;
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <link rel="icon" href="data:,">
    <title>Users GraphQL Gateway</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <h1>Users GraphQL Gateway</h1>
    <p>Apollo Sandbox opens here when this browser reaches Apollo's network.</p>
    <p>Without it, <a href="/altair/">open Altair</a>, an explorer that needs no network.</p>
    <div id="sandbox"></div>
    <script src="${SCRIPT_HOST}/v2/embeddable-sandbox.umd.production.min.js"></script>
    <script>${script}</script>
  </body>
</html>
`;
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src ${SCRIPT_HOST} ${hashSource(script)}`,
    `style-src ${hashSource(STYLE)}`,
    `frame-src ${FRAME_HOST}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html, contentSecurityPolicy };
}

/** JSON that cannot end the script element it stands in. */
function toScriptLiteral(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
