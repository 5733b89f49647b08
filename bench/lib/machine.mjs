import { cpus, loadavg, totalmem } from 'node:os';

/** Properties that figures depend on, without anything that identifies the machine. */
export function machine() {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    loadBefore: Number(loadavg()[0].toFixed(2)),
  };
}
