import { rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapError, type ServiceError } from '../main/services/serviceError';
import { writeFailed } from '../main/services/writeFailed';
import { processFolder } from '../main/storage/temporaries';
import { localPath, STANDARD_INPUT } from './args/path';
import type { Host } from './host';
import { inputName, readInput } from './input';
import { type Remedies, unreadable } from './unreadable';

/** The maximum size of a plan in bytes: `PLAN_BYTES` of `native/plan-wire/src/limits/mod.rs`. */
export const PLAN_BYTES = 256 * 1024 * 1024;

/** A saved plan that the engine can open. */
export interface PlanFile {
  path: string;
  /** Its name in reports. */
  name: string;
}

const remedies: Remedies = {
  missing: 'Check the path; `planarium plan export -o FILE` saves a plan.',
  folder: 'Name a plan in it: a .dfplan file or a file of plan bytes.',
};

/**
 * Calls `work` with the plan FILE; `-` is standard input.
 * @throws `file_missing`, `file_unreadable`, `plan_file_too_large`, errors of `work`
 */
export async function withPlan<T>(
  file: string,
  host: Host,
  work: (plan: PlanFile) => Promise<T>,
): Promise<T> {
  if (file === STANDARD_INPUT) return withPlanBytes(await readInput(host, PLAN_BYTES), host, work);
  const path = localPath(file);
  try {
    if ((await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  } catch (error) {
    throw unreadable(path, error, remedies);
  }
  return work({ path, name: path });
}

/**
 * The same for a plan from standard input: the engine opens files, so it gets a temporary one that
 * only this user can read and that is removed at the end, also of a cancelled command.
 */
export async function withPlanBytes<T>(
  bytes: Uint8Array,
  { signal }: Host,
  work: (plan: PlanFile) => Promise<T>,
): Promise<T> {
  const folder = privateFolder();
  const path = join(folder, 'plan');
  try {
    await writeFile(path, bytes, { mode: 0o600, signal }).catch((error) => {
      throw signal.aborted ? error : spaceMissing(path, error);
    });
    return await work({ path, name: inputName });
  } catch (error) {
    throw renamed(error, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether standard input is a plan: a ZIP, or bytes that cannot start SQL. */
export function isPlan(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 1024);
  // SQL in UTF-16, which is reported as not UTF-8.
  if (/^(\u00ff\u00fe|\u00fe\u00ff)/.test(head.toString('latin1', 0, 2))) return false;
  if (head.toString('latin1', 0, 4) === 'PK\u0003\u0004') return true;
  // Tags of Protocol Buffers are control characters that do not occur in text.
  return head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x1b));
}

function privateFolder(): string {
  try {
    return processFolder('plan');
  } catch (error) {
    throw spaceMissing(join(tmpdir(), 'planarium-plan'), error);
  }
}

function spaceMissing(path: string, error: unknown): ServiceError {
  return writeFailed(path, error, 'Set TMPDIR to a folder that you may write to and that has room.');
}

/** The same error, with standard input instead of the temporary file's name. */
function renamed(thrown: unknown, path: string): unknown {
  return mapError(thrown, (error) => {
    const named = (['message', 'hint', 'detail'] as const).filter((part) => error[part]?.includes(path));
    if (named.length === 0) return undefined;
    return Object.fromEntries(named.map((part) => [part, error[part]?.replaceAll(path, inputName)]));
  });
}
