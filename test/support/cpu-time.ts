/** What `act` costs of the processor: it hardly depends on what else runs on the machine, which the time that passes does. */
export function cpuSecondsOf(act: () => unknown): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}
