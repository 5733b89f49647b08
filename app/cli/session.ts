import type { Engine } from '../main/engine/engine';
import { openNativeEngine } from '../main/engine/nativeEngine';
import { cancelled } from '../main/services/failure';
import type { TableSource } from './args/sources';

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
