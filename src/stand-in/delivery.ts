import type { ServerResponse } from 'node:http';

import { isSuccess } from './answer.ts';
import type { Answer } from './answer.ts';
import type { JsonObject } from './json.ts';
import type { RecordOverrides } from './endpoint.ts';

/** One request with a magic value, in the hands of its fault. */
export interface Exchange {
  readonly body: JsonObject;
  /** False from the second request with the same magic value on. */
  readonly isFirst: boolean;
  /** Carries the request out and gives the answer that it would have without the magic value. */
  perform(overrides?: RecordOverrides): Answer;
  /** Takes the answer out of the server's hands: whoever calls this writes it, or never does. */
  seize(): ServerResponse;
  /** Runs `action` after the delay, unless the stand-in is closed before. */
  later(delayMs: number, action: () => void): void;
}

/** Gives the answer, or undefined after it has seized the response. */
export type Fault = (exchange: Exchange) => Answer | undefined;

/** Changes the answer of a request that was carried out, or seizes the response and gives undefined. */
export type Corruption = (answer: Answer, exchange: Exchange) => Answer | undefined;

const DRIP_INTERVAL_MS = 100;

/** Carries the request out, then corrupts its answer. An answer that refuses the request is passed on as it is. */
export function afterwards(corrupt: Corruption, overrides?: RecordOverrides): Fault {
  return (exchange) => {
    const answer = exchange.perform(overrides);
    return isSuccess(answer) ? corrupt(answer, exchange) : answer;
  };
}

/** The first request with the value fails, every later one is carried out. */
export function once(fault: Fault): Fault {
  return (exchange) => (exchange.isFirst ? fault(exchange) : exchange.perform());
}

/** Holds the connection, without a byte, until either side closes it. */
export function hang(exchange: Exchange): undefined {
  exchange.seize();
}

export function reset(exchange: Exchange): undefined {
  exchange.seize().socket?.resetAndDestroy();
}

export function closeUnanswered(exchange: Exchange): undefined {
  exchange.seize().socket?.destroy();
}

export function speakNoHttp(exchange: Exchange): undefined {
  exchange.seize().socket?.end('220 this is another protocol\r\n');
}

/** Announces the whole answer and closes after half of it. */
export function truncate(answer: Answer, exchange: Exchange): undefined {
  const response = exchange.seize();
  const body = Buffer.from(answer.body);
  writeHead(response, answer, body.length);
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

/** Sends one byte every tenth of a second: no timer that waits for silence ends it. */
export function drip(answer: Answer, exchange: Exchange): undefined {
  const response = exchange.seize();
  const body = Buffer.from(answer.body);
  writeHead(response, answer, body.length);
  const sendFrom = (offset: number) => {
    if (response.destroyed) return;
    response.write(body.subarray(offset, offset + 1));
    if (offset + 1 < body.length) exchange.later(DRIP_INTERVAL_MS, () => sendFrom(offset + 1));
    else response.end();
  };
  sendFrom(0);
}

/** A right answer that is late. */
export function delay(delayMs: number): Corruption {
  return (answer, exchange) => {
    const response = exchange.seize();
    exchange.later(delayMs, () => {
      writeHead(response, answer, Buffer.byteLength(answer.body));
      response.end(answer.body);
    });
  };
}

function writeHead(response: ServerResponse, { status, headers }: Answer, contentLength: number): void {
  response.writeHead(status, { ...headers, 'content-length': contentLength });
}
