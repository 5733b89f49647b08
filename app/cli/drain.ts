import type { RowStream } from '../main/engine/engine';
import { cancelled } from '../main/services/serviceError';

/**
 * Pulls `rows` to their end and passes each chunk to `take`. Ends the query in any case.
 * @throws errors of the query and of `take`, `cancelled` once the signal is aborted
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
