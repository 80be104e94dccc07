import { Writable } from 'node:stream';

import type { GraphQLFormattedError } from 'graphql';

import { readConfig } from '../../src/config.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../../src/gateway.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

/** What one GraphQL request was answered. */
export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Tests reach into answers of many shapes; what they find there, they compare.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data?: any;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface TestGateway extends Gateway {
  /** Every log line so far, as text. */
  readonly logs: readonly string[];
  graphql(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<GraphQLAnswer>;
}

export const TOKEN = 'Bearer a-token-of-the-caller';

/** A machine that runs many tests at once is no reason to refuse a request. */
export const CALM = { MAX_EVENT_LOOP_DELAY_MS: '0' };

/** The whole gateway on a free port, configured by environment variables like the real process. */
export async function startTestGateway(
  env: Readonly<Record<string, string>> = {},
  options: GatewayOptions = {},
): Promise<TestGateway> {
  const logs: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logs.push(chunk.toString());
      done();
    },
  });
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'trace', ...CALM, ...env });
  const gateway = await startGateway(config, createLogger(config.logLevel, destination), options);
  return {
    ...gateway,
    logs,
    graphql: (query, variables, headers = { authorization: TOKEN }) =>
      postGraphql(gateway.url, { query, ...(variables && { variables }) }, headers),
  };
}

/** One GraphQL request over HTTP. */
export async function postGraphql(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  try {
    return { status: response.status, headers: response.headers, ...JSON.parse(text) };
  } catch {
    throw new Error(`not JSON: HTTP ${response.status} ${text} to ${JSON.stringify(body)}`);
  }
}
