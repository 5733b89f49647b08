import { useCallback, useEffect, useState } from 'react';
import { baseName } from '../../shared/baseName';
import type { AppError } from '../../shared/errors';
import type { PlanInspection, PlanKind } from '../../shared/planFile';
import { call, toAppError } from '../bridge';
import { withActivity } from '../workspace';

export type InspectionState =
  | { phase: 'reading'; inspection: PlanInspection | null }
  | { phase: 'read'; inspection: PlanInspection }
  | { phase: 'failed'; error: AppError };

/** What is shown once reading failed: after a cancel what was in view before, if there was any. */
export function afterFailure(before: InspectionState, error: AppError): InspectionState {
  return error.code === 'cancelled' && before.phase !== 'failed' && before.inspection
    ? { phase: 'read', inspection: before.inspection }
    : { phase: 'failed', error };
}

/** What a saved plan is, read from its bytes; read again for another kind, or when asked to. */
export function useInspection(path: string) {
  const [state, setState] = useState<InspectionState>({ phase: 'reading', inspection: null });
  const [wanted, setWanted] = useState<{ kind?: PlanKind; attempt: number }>({ attempt: 0 });

  useEffect(() => {
    const controller = new AbortController();
    const { kind } = wanted;
    setState((before) => ({
      phase: 'reading',
      // Another kind of the same file: the previous inspection stays visible meanwhile.
      inspection: before.phase !== 'failed' && before.inspection?.path === path ? before.inspection : null,
    }));
    withActivity(
      `Reading ${baseName(path)}`,
      (signal) => call('plan:inspect', { path, ...(kind ? { kind } : {}) }, { signal }),
      controller.signal,
    ).then(
      (inspection) => !controller.signal.aborted && setState({ phase: 'read', inspection }),
      (thrown) =>
        !controller.signal.aborted && setState((before) => afterFailure(before, toAppError(thrown))),
    );
    return () => controller.abort();
  }, [path, wanted]);

  const show = useCallback((kind: PlanKind) => setWanted(({ attempt }) => ({ kind, attempt })), []);
  const retry = useCallback(() => setWanted(({ attempt }) => ({ attempt: attempt + 1 })), []);
  return { state, show, retry };
}
