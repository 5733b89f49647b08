import type { Engine, EngineMemory } from '../engine/engine';

const INTERVAL_MS = 1000;

/** Reports the session's memory, its limit and its spill once a second, when they changed. Returns the function that stops it. */
export function watchMemory(engine: Engine, report: (usage: EngineMemory) => void): () => void {
  let last = '';
  const timer = setInterval(() => {
    const usage = engine.memoryUsage();
    const key = `${usage.memoryBytes}/${usage.memoryLimitBytes}/${usage.spilledBytes}`;
    if (key === last) return;
    last = key;
    report(usage);
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
