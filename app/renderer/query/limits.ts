import { create } from 'zustand';
import type { ResultLimits } from '../../shared/query';

/** As the engine's own. */
export const DEFAULT_LIMITS: ResultLimits = { rows: 10_000_000, bytes: 1024 ** 3 };

/** How many rows a result may have before its query pauses. */
export const useLimits = create<ResultLimits>()(() => DEFAULT_LIMITS);

/** For runs that begin, and for the next part of a paused one. */
export function limitsOfRuns(): ResultLimits {
  const { rows, bytes } = useLimits.getState();
  return { rows, bytes };
}

/** For runs from now on. */
export function setLimits(limits: ResultLimits): void {
  useLimits.setState(limits);
}
