/**
 * The life of the server, in order.
 * `terminating`: no longer ready, so that load balancers look elsewhere, but everything is still answered.
 * `draining`: new operations are refused, those begun are finished.
 */
export type Phase = 'starting' | 'serving' | 'terminating' | 'draining' | 'closed';
