import type { Engine } from '../main/engine/engine';
import { openNativeEngine } from '../main/engine/nativeEngine';
import { cancelled } from '../main/services/failure';
import type { TableSource } from './args/sources';
import { drain } from './drain';

/** Runs `work` on a session of its own, which is gone afterwards, spill files included. */
export async function withSession<T>(
  settings: Record<string, string>,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = openNativeEngine({ settings });
  try {
    return await work(engine);
  } finally {
    engine.close();
  }
}

/** Opens files as tables, in order. @throws `file_missing` and the like, `cancelled` */
export async function openTables(
  engine: Engine,
  tables: readonly TableSource[],
  signal: AbortSignal,
): Promise<void> {
  for (const { path, options } of tables) {
    if (signal.aborted) throw cancelled();
    await engine.openFile(path, options, signal);
  }
}

/**
 * Runs the statements of `sql` before the last one, whose plan may need what they make.
 * @throws what the statements object to, `cancelled`
 */
export async function runEarlier(engine: Engine, sql: string, signal: AbortSignal): Promise<void> {
  const statements = engine.statements(sql);
  const last = statements.at(-1);
  if (!last || statements.length < 2) return;
  await drain(engine.rows(sql.slice(0, last.start), 'csv'), signal);
}
