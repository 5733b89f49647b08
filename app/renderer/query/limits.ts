import type { ResultLimits } from '../../shared/query';
import { useWorkspace } from '../workspace';

/** As the engine's own. */
export const DEFAULT_LIMITS: ResultLimits = { rows: 10_000_000, bytes: 1024 ** 3 };

/** How many rows a result may have before its query pauses: for runs that begin, and for the next part of a paused one. */
export function limitsOfRuns(): ResultLimits {
  return useWorkspace.getState().layout.resultLimits ?? DEFAULT_LIMITS;
}
