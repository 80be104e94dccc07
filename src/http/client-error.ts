import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { codeOf as codeOfStatus, errorBody } from './error-answer.ts';
import type { ErrorStatus } from './error-answer.ts';
import type { HttpReport } from './report.ts';
import { requestIdOf } from './request-id.ts';

/**
 * Answers bytes that Node could not read as a request, on a connection that has no request object, and closes it.
 *
 * @param owed - The answer that an earlier request of this connection still waits for: a 400 in its place would tell
 *   a caller that its create was refused. That answer is written, and then the connection ends.
 */
export function answerClientError(
  error: Error,
  socket: Socket,
  owed: ServerResponse | undefined,
  report: HttpReport,
): void {
  if (owed?.headersSent === false) {
    owed.setHeader('connection', 'close');
    return;
  }
  if (socket.writable && codeOf(error) !== 'ECONNRESET') {
    const status = statusOf(error);
    const requestId = randomUUID();
    const body = errorBody(status, requestId);
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nx-request-id: ${requestId}\r\n\r\n${body}`,
    );
    tell(report, status, requestId);
  }
  socket.destroySoon();
}

/** Answers an `Expect` header other than `100-continue`, which Node would refuse without a body. */
export function answerUnmetExpectation(
  request: IncomingMessage,
  response: ServerResponse,
  report: HttpReport,
): void {
  const requestId = requestIdOf(request);
  const body = errorBody(417, requestId);
  const headers = {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
  };
  response.writeHead(417, headers).end(body);
  tell(report, 417, requestId);
}

function tell({ answered, refused }: HttpReport, status: ErrorStatus, requestId: string): void {
  answered('other', status);
  refused({ requestId, route: 'other', status, code: codeOfStatus(status) });
}

function statusOf(error: Error): ErrorStatus {
  switch (codeOf(error)) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 413;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}

function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : undefined;
}
