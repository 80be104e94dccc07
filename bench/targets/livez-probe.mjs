// Another caller: asks for /livez on a new connection, again and again, and says on request how long the worst answer took.
import { connect } from 'node:net';

const PAUSE_MS = 20;
const port = Number(process.argv[2]);
const found = { answers: 0, refused: 0, worstMs: 0 };

function ask() {
  const begunAt = performance.now();
  let text = '';
  const socket = connect(port, '127.0.0.1', () =>
    socket.write('GET /livez HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\r\n'),
  );
  socket.setEncoding('utf8');
  socket.on('data', (part) => (text += part));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (text.startsWith('HTTP/1.1 200 ')) found.answers += 1;
    else found.refused += 1;
    if (found.answers === 1) process.send('begun');
    found.worstMs = Math.max(found.worstMs, performance.now() - begunAt);
    setTimeout(ask, PAUSE_MS);
  });
}

ask();
process.on('message', () => process.send(found));
process.on('disconnect', () => process.exit());
