/** What was opened, in order. Closing goes backwards, so that nothing loses what it still works with. */
export interface Closers {
  add(close: () => unknown): void;
  /** Closes everything once, also where one of them fails. @throws The first failure, at the end. */
  close(): Promise<void>;
}

export function createClosers(): Closers {
  const opened: (() => unknown)[] = [];
  return {
    add: (close) => void opened.push(close),
    close: async () => {
      const failures: unknown[] = [];
      for (let close = opened.pop(); close !== undefined; close = opened.pop()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
