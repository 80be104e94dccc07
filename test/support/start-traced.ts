import { startOtlpReceiver } from './start-otlp-receiver.ts';
import { startPair } from './start-pair.ts';

/** A Users API whose answers the test writes, a gateway, and who gets its spans. @param env - Of the gateway. */
export async function startTraced(env: Readonly<Record<string, string>> = {}) {
  const otlp = await startOtlpReceiver();
  const { usersApi, gateway, ...pair } = await startPair({ OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url, ...env });
  return {
    usersApi,
    otlp,
    gateway,
    async [Symbol.asyncDispose]() {
      await pair[Symbol.asyncDispose]();
      await otlp[Symbol.asyncDispose]();
    },
  };
}
