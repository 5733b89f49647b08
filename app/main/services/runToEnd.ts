import type { QueryStatus } from '../../shared/query';
import type { RunningQuery } from '../engine/engine';
import { cancelled, Failure } from './failure';
import { hasEnded } from './queryService';

/** Waits until a query ended and closes it. @throws what made it fail, or `cancelled` */
export async function runToEnd(query: RunningQuery): Promise<QueryStatus> {
  try {
    let status = query.status();
    while (!hasEnded(status)) status = await query.changed(status.version);
    if (status.phase === 'cancelled') throw cancelled();
    if (status.error) throw Failure.of(status.error);
    return status;
  } finally {
    query.close();
  }
}
