import { Registry, collectDefaultMetrics } from 'prom-client';

let known: Registry | undefined;

/**
 * What Node tells of its process: once for all gateways in it, because what watches the event loop and the collection of garbage
 * cannot be ended.
 */
export function processMetrics(): Registry {
  if (known === undefined) {
    known = new Registry();
    collectDefaultMetrics({ register: known });
  }
  return known;
}
