const LEAST_BYTES = 4096;

/**
 * A body as it grows: its only chunk, or one buffer of at most twice its length. Kept chunks would each hold on to the whole
 * buffer that the socket was read into: a body of single bytes would cost thousands of times its length.
 */
export class BoundedBytes {
  readonly #maxBytes: number;
  #buffer: Buffer = NOTHING;
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False when it grows beyond the limit; then there is nothing to be taken. */
  add(chunk: Buffer): boolean {
    const size = this.#size + chunk.length;
    if (size > this.#maxBytes) {
      this.#size = size;
      this.#buffer = NOTHING;
      return false;
    }
    if (this.#size === 0) {
      this.#buffer = chunk;
      this.#size = size;
      return true;
    }
    // So the first chunk, which is not ours to write into, is always too small.
    if (size > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(this.#maxBytes, Math.max(2 * size, LEAST_BYTES)));
      this.#buffer.copy(grown, 0, 0, this.#size);
      this.#buffer = grown;
    }
    chunk.copy(this.#buffer, this.#size);
    this.#size = size;
    return true;
  }

  /** All that was added. Undefined: it was too much. */
  taken(): Buffer | undefined {
    return this.#size > this.#maxBytes ? undefined : this.#buffer.subarray(0, this.#size);
  }
}

const NOTHING = Buffer.alloc(0);
