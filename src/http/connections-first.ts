import type { Server } from 'node:http';

/** The longest that requests wait for connections that are being accepted. */
const MAX_WAIT_MS = 100;

/**
 * Lets requests begin when no connection is waiting to be accepted. Node accepts one in each turn of its loop: where all that has
 * come is answered in between, the last of many in line, which may be a probe, waits for seconds.
 */
export function createConnectionsFirst(server: Server): (begin: () => void) => void {
  let waiting: (() => void)[] = [];
  let isAccepting = false;
  let hasAccepted = false;
  let until = 0;

  function turn(): void {
    if (hasAccepted && performance.now() < until) {
      hasAccepted = false;
      setImmediate(turn);
      return;
    }
    isAccepting = false;
    const begun = waiting;
    waiting = [];
    for (const begin of begun) begin();
  }

  server.on('connection', () => {
    hasAccepted = true;
    if (isAccepting) return;
    isAccepting = true;
    until = performance.now() + MAX_WAIT_MS;
    setImmediate(turn);
  });

  return (begin) => {
    if (isAccepting) waiting.push(begin);
    else begin();
  };
}
