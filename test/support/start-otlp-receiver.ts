import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A span as OTLP/JSON writes it, without what no test looks at. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2: error. */
  readonly status: { readonly code?: number };
}

export interface OtlpReceiver extends AsyncDisposable {
  /** Without a path, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it. */
  readonly url: string;
  /** Method, path, headers and body of everything that arrived, as text. */
  readonly received: readonly string[];
  readonly spans: readonly ReceivedSpan[];
  /** Attributes of the resource that the last spans came from. */
  readonly resource: Readonly<Record<string, unknown>>;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly Value[] };
}

type Attributes = readonly { readonly key: string; readonly value: Value }[];

interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes'> & { readonly attributes: Attributes })[];
    }[];
  }[];
}

/** A real OTLP/HTTP receiver for traces on 127.0.0.1. @param answer - A status; `never`: it takes the request and is silent. */
export async function startOtlpReceiver(answer: number | 'never' = 200): Promise<OtlpReceiver> {
  const received: string[] = [];
  const spans: ReceivedSpan[] = [];
  let resource: OtlpReceiver['resource'] = {};

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const arriving: AsyncIterable<Buffer> = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of arriving) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    received.push(`${incoming.method} ${incoming.url}\n${incoming.rawHeaders.join('\n')}\n${text}`);
    if (answer === 'never') return;
    response.writeHead(answer, { 'content-type': 'application/json' }).end('{}');
    if (answer !== 200) return;
    const body: Body = JSON.parse(text);
    for (const { resource: from, scopeSpans } of body.resourceSpans) {
      resource = toRecord(from.attributes);
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        spans.push({ ...span, attributes: toRecord(span.attributes) });
      }
    }
  }

  const server = createServer((incoming, response) => void handle(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no TCP port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    spans,
    get resource() {
      return resource;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function toRecord(attributes: Attributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain({ stringValue, intValue, boolValue, arrayValue }: Value): unknown {
  return arrayValue ? arrayValue.values.map(plain) : (stringValue ?? intValue ?? boolValue);
}
