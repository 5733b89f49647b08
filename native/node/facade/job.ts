import { cancelled, fromNative, guarded } from './error';

interface NativeJob<R> {
  result(): Promise<R>;
  cancel(): void;
}

/**
 * Starts work and waits for it. When the signal fires, it rejects with code
 * `cancelled` at once; the work itself ends at its next check.
 */
export async function finished<R>(start: () => NativeJob<R>, signal?: AbortSignal): Promise<R> {
  if (signal?.aborted) throw cancelled();
  const job = guarded(start);
  const cancel = () => job.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const result = await job.result();
    // The work may have ended before the cancel.
    if (signal?.aborted) throw cancelled();
    return result;
  } catch (error) {
    throw fromNative(error);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** As {@link finished}, for work that ends in JSON. */
export async function value<T>(start: () => NativeJob<string>, signal?: AbortSignal): Promise<T> {
  return JSON.parse(await finished(start, signal)) as T;
}
