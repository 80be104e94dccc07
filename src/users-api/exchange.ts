import type { Dispatcher } from 'undici';

import { readAnswerMeta, type ResponseHeaders } from './answer-meta.ts';
import { BoundedBytes } from './bounded-bytes.ts';
import type { Waiter } from './bulkhead.ts';
import type { Disconnection } from './call.ts';
import type { Deadline } from './deadline.ts';
import {
  UsersApiFormatError,
  UsersApiNetworkError,
  UsersApiOverloadedError,
  UsersApiTimeoutError,
  UsersApiUnreachableError,
  UsersApiWithdrawnError,
  type AnswerMeta,
} from './errors.ts';
import { readBody, TOO_LARGE } from './read-body.ts';
import type { ShownExchange } from './shown-exchange.ts';
import type { Upstream } from './upstream.ts';

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With query, without the upstream's prefix. */
  readonly path: string;
  /** Names in lower case and values in turn. */
  readonly headers: string[];
  /** JSON text. */
  readonly body?: string;
}

/** For whom one attempt is made. */
export interface ExchangeCall {
  /** For the wait for a connection, connecting, headers and body together. */
  readonly deadline: Deadline;
  /** {@link credentialKey} */
  readonly credential: string;
  /** Ends a GET, and the wait of anything else for a connection. */
  readonly gone: Disconnection | undefined;
  /** Where what comes back is shown. */
  readonly shown: ShownExchange | undefined;
  /** Told when it has waited for a connection. Must not throw. */
  readonly onPlace: (() => void) | undefined;
}

/** A complete answer of any status. */
export interface Answer {
  readonly meta: AnswerMeta;
  /** Parsed JSON or, outside 2xx, the text that is none. Undefined: there was nothing that can be read. */
  readonly body: unknown;
}

/**
 * Of the time, for the wait for a connection. Whoever got one later could hardly use it: a write that is sent in its last
 * moment only leaves an unknown outcome behind.
 */
const WAITING_SHARE = 0.5;

/**
 * One HTTP attempt and its whole answer. Nothing is repeated, no redirect is followed.
 *
 * @throws {@link UsersApiWithdrawnError} when `gone` ended it.
 * @throws {@link UsersApiOverloadedError} when no connection became free in half of the time, or the queue was full.
 * @throws {@link UsersApiUnreachableError} when connecting failed or took too long. Nothing was sent.
 * @throws {@link UsersApiTimeoutError} when the deadline passed after the request left. It may have been executed.
 * @throws {@link UsersApiNetworkError} when the connection broke after the request left. It may have been executed.
 * @throws {@link UsersApiFormatError} when a 2xx answer has a body that cannot be read.
 */
export function exchange(upstream: Upstream, request: ExchangeRequest, call: ExchangeCall): Promise<Answer> {
  return new Promise((resolve, reject) => {
    new Attempt(upstream, request, call, resolve, reject).begin();
  });
}

/**
 * `sent` begins just before undici writes the first byte. No error code tells that: ECONNRESET comes before and after.
 * An attempt that settles while connecting stays with undici, and keeps its place, until the connection is there or fails.
 */
type Phase = 'waiting' | 'connecting' | 'sent' | 'settled';

class Attempt implements Dispatcher.DispatchHandler, Waiter {
  readonly #upstream: Upstream;
  readonly #request: ExchangeRequest;
  readonly #call: ExchangeCall;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;
  #phase: Phase = 'waiting';
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: ResponseHeaders = {};
  readonly #body: BoundedBytes;

  constructor(
    upstream: Upstream,
    request: ExchangeRequest,
    call: ExchangeCall,
    resolve: (answer: Answer) => void,
    reject: (error: Error) => void,
  ) {
    this.#upstream = upstream;
    this.#body = new BoundedBytes(upstream.maxResponseBytes);
    this.#request = request;
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get credential(): string {
    return this.#call.credential;
  }

  begin(): void {
    const { deadline, gone } = this.#call;
    this.#upstream.inFlight.begin();
    if (gone?.aborted) {
      this.#giveUp();
      return;
    }
    if (deadline.remainingMs() === 0) {
      this.#fail(new UsersApiOverloadedError('no time was left to send a request to the Users API'));
      return;
    }
    if (!this.#upstream.bulkhead.enter(this)) {
      this.#fail(new UsersApiOverloadedError('too many requests wait for a connection to the Users API'));
    } else if (this.#phase === 'waiting') {
      this.#expireAt(deadline.share(WAITING_SHARE));
    }
    // A write that has its connection runs to its end.
    if (this.#phase === 'waiting' || this.#request.method === 'GET') {
      gone?.addEventListener('abort', this.#giveUp);
    }
  }

  proceed(): void {
    if (this.#phase !== 'waiting') {
      // Given up since the place was assigned.
      this.#upstream.bulkhead.leave(this);
      return;
    }
    const { origin, pathPrefix, dispatcher } = this.#upstream;
    const { method, path, headers, body } = this.#request;
    this.#phase = 'connecting';
    this.#call.onPlace?.();
    this.#expireAt(this.#call.deadline);
    dispatcher.dispatch({ origin, path: pathPrefix + path, method, headers, body: body ?? null }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing drops the request and keeps the connection; aborting would close it.
    if (this.#phase !== 'connecting') throw new Error('the attempt was given up, or sent before');
    this.#phase = 'sent';
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ResponseHeaders,
  ): void {
    // Called for interim 1xx answers too; the final one comes last.
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body.add(chunk)) return;
    this.#complete();
    controller.abort(new Error(TOO_LARGE));
  }

  onResponseEnd(): void {
    this.#complete();
    this.#upstream.bulkhead.leave(this);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#upstream.bulkhead.leave(this);
    if (this.#phase === 'sent') {
      const reason = `the connection to the Users API broke (${codeOf(error)})`;
      this.#failIncomplete((answer) => new UsersApiNetworkError(reason, answer));
    } else if (this.#phase === 'connecting') {
      this.#fail(toUnsentError(error));
    }
  }

  /** undici's own signal ends nothing that is still queued or connecting. */
  #expireAt(deadline: Deadline): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expire(), Math.ceil(deadline.remainingMs()));
  }

  #expire(): void {
    switch (this.#phase) {
      case 'waiting':
        this.#upstream.bulkhead.withdraw(this);
        this.#fail(new UsersApiOverloadedError('no connection to the Users API became free in time'));
        break;
      case 'connecting':
        this.#fail(new UsersApiUnreachableError('no connection to the Users API was made in time'));
        break;
      case 'sent': {
        const reason = 'the Users API gave no complete answer in time';
        this.#failIncomplete((answer) => new UsersApiTimeoutError(reason, answer));
        this.#controller?.abort(new Error(reason));
        break;
      }
      case 'settled':
        break;
    }
  }

  /** The caller has gone: nobody reads what would come, and a write that left is not called back. */
  readonly #giveUp = (): void => {
    const error = new UsersApiWithdrawnError();
    if (this.#phase === 'waiting') {
      this.#upstream.bulkhead.withdraw(this);
      this.#fail(error);
    } else if (this.#request.method === 'GET' && this.#phase !== 'settled') {
      this.#fail(error);
      this.#controller?.abort(error);
    }
  };

  /** The status of anything but a 2xx says enough; what its body would have said is lost. */
  #failIncomplete(toError: (answer: AnswerMeta | undefined) => Error): void {
    const meta = this.#status < 200 ? undefined : this.#meta();
    if (meta === undefined || isSuccess(meta)) this.#fail(toError(meta));
    else this.#succeed({ meta, body: undefined });
  }

  #complete(): void {
    const meta = this.#meta();
    const bytes = this.#body.taken();
    const reading =
      bytes === undefined
        ? { unreadable: TOO_LARGE, text: undefined }
        : readBody(this.#headers, bytes, this.#upstream.maxResponseBytes);
    if (reading.unreadable !== undefined && isSuccess(meta)) {
      this.#fail(new UsersApiFormatError(meta, reading.unreadable));
      return;
    }
    this.#succeed({ meta, body: 'body' in reading ? reading.body : reading.text });
  }

  #meta(): AnswerMeta {
    return readAnswerMeta(this.#status, this.#headers, Date.now());
  }

  #succeed(answer: Answer): void {
    this.#settle();
    this.#resolve(answer);
  }

  #fail(error: Error): void {
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    this.#phase = 'settled';
    clearTimeout(this.#timer);
    const { gone, shown } = this.#call;
    gone?.removeEventListener('abort', this.#giveUp);
    if (shown && this.#status >= 200) {
      shown.response = { status: this.#status, headers: this.#headers, bytes: this.#body.taken() };
    }
    this.#upstream.inFlight.end();
  }
}

export function isSuccess({ status }: AnswerMeta): boolean {
  return status >= 200 && status < 300;
}

function toUnsentError(error: Error): Error {
  const code = codeOf(error);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new UsersApiOverloadedError('the client of the Users API is closing');
  }
  // Not the upstream's doing but a request that we built wrongly.
  if (code === 'UND_ERR_INVALID_ARG') return error;
  return new UsersApiUnreachableError(`no connection to the Users API could be made (${code})`);
}

/** The error's code or class. Its message is left alone: it names hosts, and parsers quote the answer. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
