import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../shared/errors';
import type { PlanInspection, PlanKind } from '../../shared/planFile';
import { call, isCancelled, toAppError } from '../bridge';

export type InspectionState =
  | { phase: 'reading'; inspection: PlanInspection | null }
  | { phase: 'read'; inspection: PlanInspection }
  | { phase: 'failed'; error: AppError };

/** What a saved plan is, read from its bytes; read again for another kind, or when asked to. */
export function useInspection(path: string) {
  const [state, setState] = useState<InspectionState>({ phase: 'reading', inspection: null });
  const [wanted, setWanted] = useState<{ kind?: PlanKind; attempt: number }>({ attempt: 0 });

  useEffect(() => {
    const controller = new AbortController();
    const { kind } = wanted;
    setState((before) => ({
      phase: 'reading',
      // Another kind of the same file: what is known of it stays in view meanwhile.
      inspection: before.phase !== 'failed' && before.inspection?.path === path ? before.inspection : null,
    }));
    call('plan:inspect', { path, ...(kind ? { kind } : {}) }, { signal: controller.signal }).then(
      (inspection) => !controller.signal.aborted && setState({ phase: 'read', inspection }),
      (thrown) => {
        if (!isCancelled(thrown) && !controller.signal.aborted)
          setState({ phase: 'failed', error: toAppError(thrown) });
      },
    );
    return () => controller.abort();
  }, [path, wanted]);

  const show = useCallback((kind: PlanKind) => setWanted(({ attempt }) => ({ kind, attempt })), []);
  const retry = useCallback(() => setWanted(({ attempt }) => ({ attempt: attempt + 1 })), []);
  return { state, show, retry };
}
