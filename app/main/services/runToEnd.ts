import type { QueryStatus } from '../../shared/query';
import type { RunningQuery } from '../engine/engine';
import { hasEnded } from './queryService';
import { cancelled, ServiceError } from './serviceError';

/**
 * Waits until a query ended and closes it.
 *
 * @param signal cancels the query
 * @throws the error of the query, or `cancelled`
 */
export async function runToEnd(query: RunningQuery, signal?: AbortSignal): Promise<QueryStatus> {
  const cancel = () => query.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    let status = query.status();
    while (!hasEnded(status)) status = await query.changed(status.version);
    if (status.phase === 'cancelled') throw cancelled();
    if (status.error) throw ServiceError.of(status.error);
    return status;
  } finally {
    signal?.removeEventListener('abort', cancel);
    query.close();
  }
}
