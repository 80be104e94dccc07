import type { FastifyInstance } from 'fastify';

import { HttpRefusal } from './error-answer.ts';

/**
 * Teaches a Fastify scope to read JSON bodies as RFC 8259 has them: UTF-8, and nothing is decompressed.
 * The message of a refused body never quotes the body, which may hold a password.
 * Other media types are discarded unread and leave the body undefined: Apollo Server refuses those, as CSRF where
 * a form could have sent them.
 */
export function parseJsonBodies(scope: FastifyInstance): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return done(new HttpRefusal(415));
    if (!isUtf8(request.headers['content-type'])) return done(new HttpRefusal(415));
    if (body.length === 0) return done(null, undefined);
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      return done(new HttpRefusal(400, 'The request body is not valid UTF-8.'));
    }
    try {
      return done(null, JSON.parse(text));
    } catch {
      return done(new HttpRefusal(400, 'Invalid JSON in the request body.'));
    }
  });
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
}

function isUtf8(contentType: string | undefined): boolean {
  const charset = contentType && /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1];
  return charset === undefined || charset === '' || /^utf-?8$/i.test(charset);
}
