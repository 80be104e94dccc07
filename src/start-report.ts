import type { Config } from './config.ts';
import type { Logger } from './telemetry/logger.ts';
import { VERSION } from './version.ts';

export interface StartedAt {
  readonly url: string;
  /** Where metrics have a port to themselves. */
  readonly metricsUrl: string | undefined;
  /** Undefined: a remote one is asked. */
  readonly embeddedUsersApiUrl: string | undefined;
}

/** Tells the log what runs and how, and warns of what an operator may not have meant. No line holds a secret. */
export function reportStart(config: Config, at: StartedAt, log: Logger): void {
  warnAboutUsersApi(config, at.embeddedUsersApiUrl, log);
  if (config.auditHashKey === undefined) {
    log.info('AUDIT_HASH_KEY is unset: the names of callers in this log mean nothing beyond this process');
  }
  const { production, usersApi, batch, graphql, redis, tracing } = config;
  log.info(
    {
      url: at.url,
      ...(at.metricsUrl !== undefined && { metricsUrl: at.metricsUrl }),
      usersApi: at.embeddedUsersApiUrl === undefined ? 'remote' : 'embedded',
      version: VERSION,
      node: process.versions.node,
      mode: production ? 'production' : 'development',
      redis: redis?.kind ?? 'none',
      tracing: tracing !== undefined,
      federation: graphql.federation,
      deadlineMs: usersApi.deadlineMs,
      requestDeadlineMs: graphql.requestDeadlineMs,
      batchDeadlineMs: batch.deadlineMs,
    },
    `GraphQL at ${at.url}/graphql`,
  );
}

function warnAboutUsersApi(
  { production, usersApi }: Config,
  embeddedUrl: string | undefined,
  log: Logger,
): void {
  if (usersApi.url === undefined) {
    const say = production ? log.warn.bind(log) : log.info.bind(log);
    say(
      { usersApiUrl: embeddedUrl },
      'serving the embedded Users API: its users are invented, and created ones are lost at the end',
    );
    return;
  }
  const { protocol, hostname } = new URL(usersApi.url);
  if (protocol === 'http:' && !isLoopback(hostname)) {
    log.warn('USERS_API_URL is plain http: credentials cross the network unencrypted');
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
