/** The form of `created_at`: no fraction. */
export function toSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The form of `updated_at`: six digits after the second. */
export function toMicroseconds(time: number): string {
  return new Date(time).toISOString().replace(/Z$/, '000Z');
}
