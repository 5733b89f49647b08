import type { RowStream } from '../main/engine/engine';
import { cancelled } from '../main/services/serviceError';

/**
 * Pulls `rows` to their end and hands each chunk to `take`. However it ends, the query is over then.
 * @throws what the query or `take` objects to, `cancelled` once the signal is aborted
 */
export async function drain(
  rows: RowStream,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => Promise<void> = async () => undefined,
): Promise<void> {
  const cancel = () => rows.cancel();
  signal.addEventListener('abort', cancel);
  try {
    if (signal.aborted) throw cancelled();
    for (let chunk = await rows.next(); chunk; chunk = await rows.next()) await take(chunk);
  } finally {
    signal.removeEventListener('abort', cancel);
    rows.cancel();
  }
}
