import { useEffect, useState } from 'react';
import { isActive, type RunState } from './runState';

/** Milliseconds between two ticks of a running clock. */
const TICK_MS = 100;

/** Milliseconds since the run's start, ticking while it is under way, or what it took; null when there was none. */
export function useElapsed(run: RunState): number | null {
  const active = isActive(run);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!active) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [active]);
  if (run.phase === 'idle') return null;
  return isActive(run) ? Math.max(0, now - run.task.startedAt) : run.elapsedMs;
}
