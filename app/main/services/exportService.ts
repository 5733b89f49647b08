import type { ExportedRows, ExportProgress, ExportRequest } from '../../shared/rowExport';
import type { Engine } from '../engine/engine';
import type { Call } from './call';
import type { QueryService } from './queryService';
import { cancelled } from './serviceError';

/** Milliseconds between two reports of progress. */
const BEAT_MS = 150;

/** Writes the rows of results to files. */
export class ExportService {
  constructor(
    private readonly engine: Engine,
    private readonly queries: QueryService,
    private readonly progressed: (progress: ExportProgress) => void,
  ) {}

  /**
   * Writes rows to `path`, replacing a file, since the dialog asked; a folder only while it is empty.
   * Nothing is left of it when it fails or is cancelled.
   *
   * @throws `query_unknown`, `write_failed`, what the query and the format object to
   */
  async export(
    { exportId, queryId, what, format, options }: Omit<ExportRequest, 'suggestedName'>,
    path: string,
    call: Call,
  ): Promise<ExportedRows> {
    const query = this.queries.get(queryId);
    const how = { overwrite: true, encode: { options } };
    if (call.signal.aborted) throw cancelled();
    const work =
      what === 'stored'
        ? query.exportRows(path, format, how)
        : this.engine.exportRows(query.sql, path, format, how);
    const cancel = () => work.cancel();
    call.signal.addEventListener('abort', cancel);
    const beat = setInterval(() => {
      const { rows, bytes } = work.summary();
      this.progressed({ exportId, rows, bytes });
    }, BEAT_MS);
    try {
      const { rows, elapsedMs } = await work.written();
      call.commit();
      await work.commit();
      return { path, rows, bytes: work.summary().bytes, elapsedMs };
    } finally {
      clearInterval(beat);
      call.signal.removeEventListener('abort', cancel);
      work.cancel();
    }
  }
}
