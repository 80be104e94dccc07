/** Apollo's headers for it, every value of each. */
export interface ClientHeaders {
  readonly 'apollographql-client-name'?: readonly string[];
  readonly 'apollographql-client-version'?: readonly string[];
}

/** What a client calls itself. It goes to logs only. */
export interface ClientName {
  readonly clientName?: string;
  readonly clientVersion?: string;
}

const MAX_LENGTH = 64;

export function readClientName(headers: ClientHeaders): ClientName {
  const [name = ''] = headers['apollographql-client-name'] ?? [];
  const [version = ''] = headers['apollographql-client-version'] ?? [];
  return {
    ...(name !== '' && { clientName: name.slice(0, MAX_LENGTH) }),
    ...(version !== '' && { clientVersion: version.slice(0, MAX_LENGTH) }),
  };
}
