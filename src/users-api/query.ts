/** `?a=1&b=…`, percent-encoded as UTF-8; a space is `%20`. Absent values are left out. */
export function toQuery(params: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) query.append(name, String(value));
  }
  // Unlike `+`, which only form decoders read as a space; a real plus is `%2B` already.
  return `?${query.toString().replaceAll('+', '%20')}`;
}
