/** What is thrown when time ends. */
const NO_ANSWER = 'no answer in time';

/**
 * What comes within so many milliseconds. A process that was held up itself first reads what has come meanwhile: timers run
 * before that.
 */
export async function inTime<Result>(ms: number, result: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(() => reject(new Error(NO_ANSWER))), ms);
  });
  try {
    return await Promise.race([result, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
