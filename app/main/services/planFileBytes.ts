import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedPlan } from '../../shared/planFile';
import type { BytesOptions, Engine, RunningQuery } from '../engine/engine';
import { processFolder } from '../storage/temporaries';
import { toAppError } from './failure';
import { writeFailed } from './writeFailed';

/**
 * A `.dfplan` as bytes. The engine writes files, and may still do so after a cancel: the file lies in
 * a folder of its own, which is gone by then.
 *
 * @throws those of `Engine.savePlan`; `write_failed` where the temporary folder takes no file
 */
export async function planFileBytes(
  engine: Engine,
  source: RunningQuery | string,
  options: NonNullable<Parameters<Engine['savePlan']>[2]> & BytesOptions,
  signal?: AbortSignal,
): Promise<{ saved: SavedPlan; bytes: Uint8Array }> {
  let folder: string | undefined;
  try {
    folder = processFolder('plan');
    const path = join(folder, 'plan.dfplan');
    const saved = await engine.savePlan(source, path, options, signal);
    return { saved, bytes: await readFile(path) };
  } catch (error) {
    const { code } = toAppError(error);
    if (code !== 'internal' && code !== 'write_failed') throw error;
    const cause = (error as { detail?: string }).detail;
    const remedy = 'Set TMPDIR to a folder that you may write to and that has room.';
    throw writeFailed('The temporary folder', cause ? new Error(cause) : error, remedy);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
