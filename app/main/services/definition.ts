import type { Engine } from '../engine/engine';
import { runToEnd } from './runToEnd';
import { ServiceError } from './serviceError';

/**
 * Re-creates a view or external table from its statement. The text comes from
 * a file on disk or from the window, and neither is trusted: only a single
 * defining statement is run.
 *
 * @throws `workspace_damaged` for any other text, and the error of the statement
 */
export async function runDefinition(engine: Engine, sql: string, signal?: AbortSignal): Promise<void> {
  const defines = /^\s*create\s+(or\s+replace\s+)?(view|(unbounded\s+)?external\s+table)\b/i.test(sql);
  if (!defines || engine.statements(sql).length !== 1) {
    throw new ServiceError(
      'workspace_damaged',
      'The saved definition is not one CREATE VIEW or CREATE EXTERNAL TABLE.',
    );
  }
  await runToEnd(engine.query(sql), signal);
}
