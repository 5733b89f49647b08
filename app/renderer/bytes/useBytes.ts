import { useCallback, useEffect, useState } from 'react';
import { baseName } from '../../shared/baseName';
import type { BytesSummary } from '../../shared/bytes';
import type { AppError } from '../../shared/errors';
import type { PlanKind } from '../../shared/planFile';
import { call, toAppError } from '../bridge';
import { withActivity } from '../workspace';

export type BytesState =
  | { phase: 'reading' }
  | { phase: 'read'; bytesId: string; summary: BytesSummary }
  | { phase: 'failed'; error: AppError };

/** The bytes of a file's plan, held as long as they are on show; read again when asked to. */
export function useBytes(path: string, kind: PlanKind | undefined): { state: BytesState; retry: () => void } {
  const [state, setState] = useState<BytesState>({ phase: 'reading' });
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    const controller = new AbortController();
    let opened: string | undefined;
    const close = () => opened && void call('bytes:close', { bytesId: opened }).catch(() => undefined);
    setState({ phase: 'reading' });
    withActivity(
      `Reading the bytes of ${baseName(path)}`,
      (signal) => call('bytes:open', { path, ...(kind ? { kind } : {}) }, { signal }),
      controller.signal,
    ).then(
      ({ bytesId, summary }) => {
        opened = bytesId;
        if (controller.signal.aborted) close();
        else setState({ phase: 'read', bytesId, summary });
      },
      (thrown) => !controller.signal.aborted && setState({ phase: 'failed', error: toAppError(thrown) }),
    );
    return () => {
      controller.abort();
      close();
    };
  }, [path, kind, attempt]);

  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  return { state, retry };
}
