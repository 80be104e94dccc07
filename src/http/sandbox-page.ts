import { createHash } from 'node:crypto';

/** An operation that the explorers open with. Everybody who opens the page reads it: placeholders only. */
export interface ExampleOperation {
  /** Of its tab. */
  readonly name: string;
  readonly document: string;
  /** No two examples have one in common. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Beside the caller's credential; absent: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What stands in the place of the token in the explorers. */
export const TOKEN_PLACEHOLDER = 'YOUR_TOKEN';

const SCRIPT_HOST = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME_HOST = 'https://sandbox.embed.apollographql.com';
/** Within a second the browser shows an explorer, whatever becomes of Apollo's. */
const PATIENCE_MS = 800;

const STYLE = `
  body { margin: 2rem; font: 1rem/1.5 system-ui, sans-serif; color: #1b2240; background: #fff; }
  #sandbox { position: fixed; inset: 0; }
  #sandbox:empty { display: none; }
  #sandbox iframe { width: 100%; height: 100%; border: 0; background: #fff; }
`;

/**
 * A page that shows Apollo Sandbox on this server. Sandbox itself comes from Apollo's network: where the browser does not
 * reach that, or not at once, the page gives way to Altair.
 *
 * @see https://www.apollographql.com/docs/graphos/platform/sandbox#embedding-sandbox
 */
export function createSandboxPage(examples: readonly ExampleOperation[]): {
  html: string;
  contentSecurityPolicy: string;
} {
  // Sandbox opens with one tab: it runs the operation of a document that the cursor is in.
  const initialState = {
    document: examples.map(({ document }) => document).join('\n'),
    variables: Object.assign({}, ...examples.map(({ variables }) => variables)) as unknown,
    headers: { Authorization: `Bearer ${TOKEN_PLACEHOLDER}` },
    includeCookies: false,
    pollForSchemaUpdates: false,
  };
  const script = `
  const giveWay = () => window.location.replace('/altair/');
  const patience = setTimeout(giveWay, ${PATIENCE_MS});
  const sandbox = document.createElement('script');
  sandbox.src = '${SCRIPT_HOST}/v2/embeddable-sandbox.umd.production.min.js';
  sandbox.onerror = giveWay;
  sandbox.onload = () => {
    clearTimeout(patience);
    if (!window.EmbeddedSandbox) return giveWay();
    new window.EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: window.location.origin + '/graphql',
      endpointIsEditable: false,
      runTelemetry: false,
      allowDynamicStyles: false,
      initialState: ${toScriptLiteral(initialState)},
    });
  };
  document.head.append(sandbox);
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
    <noscript>The explorers are programs: they need JavaScript.</noscript>
    <div id="sandbox"></div>
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
