/** A completed record. */
export interface FinishedRecord {
  readonly fingerprint: string;
  readonly owner: string;
  readonly knowledge: 'success' | 'applied' | 'refused';
  readonly outcome: string;
  /** By the clock of the store. */
  readonly expiresAt: number;
}

export interface FinishedRecordsOptions {
  readonly maxRecords: number;
  /** Of all outcomes together. */
  readonly maxCharacters: number;
  /** Told of each record that is forgotten before its time. */
  readonly onDropped: () => void;
}

interface Share {
  /** From the oldest on. */
  readonly records: Map<string, FinishedRecord>;
  characters: number;
}

/** Completed records in bounded room. When it is full, the owner that holds most of it gives up its oldest. */
export class FinishedRecords {
  readonly #options: FinishedRecordsOptions;
  /** All live equally long, so the oldest comes first and expires first. */
  readonly #records = new Map<string, FinishedRecord>();
  readonly #shares = new Map<string, Share>();
  #characters = 0;

  constructor(options: FinishedRecordsOptions) {
    this.#options = options;
  }

  get(scope: string, now: number): FinishedRecord | undefined {
    this.#dropExpired(now);
    return this.#records.get(scope);
  }

  /** Replaces what is there. What is added stays, whatever it takes. */
  add(scope: string, record: FinishedRecord): void {
    this.#delete(scope);
    this.#records.set(scope, record);
    const share = this.#shares.get(record.owner) ?? {
      records: new Map<string, FinishedRecord>(),
      characters: 0,
    };
    this.#shares.set(record.owner, share);
    share.records.set(scope, record);
    share.characters += record.outcome.length;
    this.#characters += record.outcome.length;
    const { maxRecords, maxCharacters } = this.#options;
    while (this.#records.size > maxRecords) this.#dropOldestOf(({ records }) => records.size, scope);
    while (this.#characters > maxCharacters && this.#records.size > 1) {
      this.#dropOldestOf(({ characters }) => characters, scope);
    }
  }

  /** @param spared - The one that room is made for. */
  #dropOldestOf(measure: (share: Share) => number, spared: string): void {
    let most = -1;
    let oldest: string | undefined;
    for (const share of this.#shares.values()) {
      const [first, second] = share.records.keys();
      const candidate = first === spared ? second : first;
      if (candidate === undefined || measure(share) <= most) continue;
      most = measure(share);
      oldest = candidate;
    }
    if (oldest === undefined) return;
    this.#delete(oldest);
    this.#options.onDropped();
  }

  #dropExpired(now: number): void {
    for (const [scope, record] of this.#records) {
      if (record.expiresAt > now) return;
      this.#delete(scope);
    }
  }

  #delete(scope: string): void {
    const record = this.#records.get(scope);
    const share = record && this.#shares.get(record.owner);
    if (!record || !share) return;
    this.#records.delete(scope);
    this.#characters -= record.outcome.length;
    share.records.delete(scope);
    share.characters -= record.outcome.length;
    if (share.records.size === 0) this.#shares.delete(record.owner);
  }
}
