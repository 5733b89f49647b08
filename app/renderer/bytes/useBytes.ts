import { useEffect, useState } from 'react';
import type { BytesSummary } from '../../shared/bytes';
import type { AppError } from '../../shared/errors';
import type { PlanKind } from '../../shared/planFile';
import { call, isCancelled, toAppError } from '../bridge';

export type BytesState =
  | { phase: 'reading' }
  | { phase: 'read'; bytesId: string; summary: BytesSummary }
  | { phase: 'failed'; error: AppError };

/** The bytes of a file's plan, held as long as they are on show. */
export function useBytes(path: string, kind: PlanKind | undefined): BytesState {
  const [state, setState] = useState<BytesState>({ phase: 'reading' });

  useEffect(() => {
    const controller = new AbortController();
    let opened: string | undefined;
    const close = () => opened && void call('bytes:close', { bytesId: opened }).catch(() => undefined);
    setState({ phase: 'reading' });
    call('bytes:open', { path, ...(kind ? { kind } : {}) }, { signal: controller.signal }).then(
      ({ bytesId, summary }) => {
        opened = bytesId;
        if (controller.signal.aborted) close();
        else setState({ phase: 'read', bytesId, summary });
      },
      (thrown) => {
        if (!isCancelled(thrown) && !controller.signal.aborted)
          setState({ phase: 'failed', error: toAppError(thrown) });
      },
    );
    return () => {
      controller.abort();
      close();
    };
  }, [path, kind]);

  return state;
}
