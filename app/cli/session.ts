import { rm } from 'node:fs/promises';
import type { Engine } from '../main/engine/engine';
import { openNativeEngine } from '../main/engine/nativeEngine';
import { cancelled } from '../main/services/serviceError';
import { processFolder, sweepProcessFolders } from '../main/storage/temporaries';
import type { TableSource } from './args/sources';
import { drain } from './drain';

/** Runs `work` on a new session, and removes it and its spill files afterwards, as well as leftovers of killed runs. */
export async function withSession<T>(
  settings: Record<string, string>,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  await sweepProcessFolders();
  const folder = spillFolder();
  try {
    const engine = openNativeEngine({ settings, ...(folder !== undefined && { spillDirectory: folder }) });
    try {
      return await work(engine);
    } finally {
      engine.close();
    }
  } finally {
    // The engine's folder in it exists until the session is freed: here until the very end.
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Undefined if none can be created; the engine reports that better. */
function spillFolder(): string | undefined {
  try {
    return processFolder('session');
  } catch {
    return undefined;
  }
}

/** Opens files as tables, in order. @throws errors of files such as `file_missing`, `cancelled` */
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
 * Runs the statements of `sql` before the last one, whose plan may need the tables that they create.
 * @throws errors of the statements, `cancelled`
 */
export async function runEarlier(engine: Engine, sql: string, signal: AbortSignal): Promise<void> {
  const statements = engine.statements(sql);
  const last = statements.at(-1);
  if (!last || statements.length < 2) return;
  await drain(engine.rows(sql.slice(0, last.start), 'csv'), signal);
}
