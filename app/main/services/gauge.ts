import type { Engine, EngineGauge } from '../engine/engine';

const INTERVAL_MS = 1000;

/** Reports the session's memory, its limit and its spill once a second, when they changed. Returns the function that stops it. */
export function watchGauge(engine: Engine, report: (gauge: EngineGauge) => void): () => void {
  let last = '';
  const timer = setInterval(() => {
    const gauge = engine.gauge();
    const key = `${gauge.memoryBytes}/${gauge.memoryLimitBytes}/${gauge.spilledBytes}`;
    if (key === last) return;
    last = key;
    report(gauge);
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
