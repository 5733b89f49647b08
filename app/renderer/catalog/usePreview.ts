import { useEffect, useState } from 'react';
import type { AppError } from '../../shared/errors';
import type { ReaderOptions, TablePreview } from '../../shared/table';
import { call, isCancelled, toAppError } from '../bridge';

/** How long typing has to rest before the files are read again, in milliseconds. */
const REST_MS = 250;

export interface PreviewState {
  /** The last one that could be read; null before the first. */
  preview: TablePreview | null;
  /** Why the files cannot be read with the options of now. */
  error: AppError | null;
  pending: boolean;
}

/** What the files at `path` are with `options`, read again whenever these change. */
export function usePreview(path: string, name: string | undefined, options: ReaderOptions): PreviewState {
  const [state, setState] = useState<PreviewState>({ preview: null, error: null, pending: true });
  const key = JSON.stringify(options);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const request = { path, ...(name !== undefined && { name }), options: JSON.parse(key) as ReaderOptions };
    setState((before) => ({ ...before, pending: true }));
    const timer = setTimeout(() => {
      call('catalog:preview', request, { signal }).then(
        (preview) => !signal.aborted && setState({ preview, error: null, pending: false }),
        (thrown) => {
          if (signal.aborted || isCancelled(thrown)) return;
          setState(({ preview }) => ({ preview, error: toAppError(thrown), pending: false }));
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [path, name, key]);

  return state;
}
