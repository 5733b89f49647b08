import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedPlan } from '../../shared/planFile';
import type { BytesOptions, Engine, RunningQuery } from '../engine/engine';
import { processFolder } from '../storage/temporaries';
import { mapError } from './serviceError';
import { writeFailed } from './writeFailed';

/**
 * A `.dfplan` as bytes. The engine writes files, and may still do so after a cancel: the file is in a
 * separate folder, which is removed by then.
 *
 * @throws those of `Engine.savePlan`; `write_failed` if the temporary folder is not writable
 */
export async function planFileBytes(
  engine: Engine,
  source: RunningQuery | string,
  options: NonNullable<Parameters<Engine['savePlan']>[2]> & BytesOptions,
  signal?: AbortSignal,
): Promise<{ saved: SavedPlan; bytes: Uint8Array }> {
  const folder = temporary();
  try {
    const path = join(folder, 'plan.dfplan');
    const saved = await engine.savePlan(source, path, options, signal);
    return { saved, bytes: await readFile(path) };
  } catch (error) {
    throw mapError(error, ({ code }) => (code === 'write_failed' ? { hint: REMEDY } : undefined));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const REMEDY = 'Set TMPDIR to a folder that you may write to and that has room.';

function temporary(): string {
  try {
    return processFolder('plan');
  } catch (error) {
    throw writeFailed('A temporary folder', error, REMEDY);
  }
}
