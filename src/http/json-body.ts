import { isUtf8 } from 'node:buffer';

import type { FastifyInstance } from 'fastify';

import { HttpRefusal } from './error-answer.ts';

/**
 * Teaches a Fastify scope to read JSON bodies as RFC 8259 has them: UTF-8, and nothing is decompressed.
 * The message of a refused body never quotes the body, which may hold a password.
 * Other media types are discarded unread and leave the body undefined: Apollo Server refuses those, as CSRF where
 * a form could have sent them. A proxy may have joined two headers of JSON into one.
 */
export function parseJsonBodies(scope: FastifyInstance): void {
  scope.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    if (type?.includes(',') && type.split(',').every(isJson)) {
      request.headers['content-type'] = type.slice(0, type.indexOf(','));
    }
    done();
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return done(new HttpRefusal(415));
    if (!saysUtf8(request.headers['content-type'])) return done(new HttpRefusal(415));
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(new HttpRefusal(400, 'The request body is not valid UTF-8.'));
    try {
      return done(null, JSON.parse(withoutByteOrderMark(body.toString())));
    } catch {
      return done(new HttpRefusal(400, 'Invalid JSON in the request body.'));
    }
  });
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function isJson(type: string): boolean {
  return /^\s*application\/json\s*(?:;|$)/i.test(type);
}

function saysUtf8(contentType: string | undefined): boolean {
  const charset = contentType && /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1];
  return charset === undefined || charset === '' || /^utf-?8$/i.test(charset);
}
