import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Approval, approval } from '../../shared/approval';
import type { PlanInspection, PlanKind } from '../../shared/planFile';
import { layerOf } from '../../shared/planLayer';
import { lockFile } from '../engine/fileLock';
import { JsonFile } from '../storage/jsonFile';
import { makeFolder } from '../storage/makeFolder';
import type { Call } from './call';
import { cancelled, toAppError } from './serviceError';
import { writeFailed } from './writeFailed';

/** The oldest approvals beyond this number are forgotten. */
const LIMIT = 10_000;

/**
 * The plans that the user permanently allowed to write: `approvals.json` in the user's folder,
 * shared by the window and the command line. Each change is made under the lock `approvals.lock`,
 * so that none is lost; a killed holder releases it.
 */
export class ApprovalService {
  private readonly file: JsonFile<Approval[]>;
  private readonly lock: string;

  constructor(home: string) {
    // Without a backup: it could contain revoked approvals.
    this.file = new JsonFile(join(home, 'approvals.json'), 1, z.array(approval).max(LIMIT), {
      backup: false,
    });
    this.lock = join(home, 'approvals.lock');
  }

  /** The newest first. A damaged file approves nothing. */
  async list(): Promise<Approval[]> {
    const entries = (await this.file.peek()) ?? [];
    return entries.sort((a, b) => b.approved.localeCompare(a.approved));
  }

  /** Whether these bytes were approved as a plan of this kind. */
  async has(sha256: string, kind: PlanKind): Promise<boolean> {
    return (await this.list()).some(isOf(sha256, kind));
  }

  /**
   * Approves the plan that was shown, by its bytes.
   *
   * @throws `write_failed`, `cancelled`
   */
  async allow({ sha256, kind, path, asks = [] }: PlanInspection, call?: Call): Promise<void> {
    const writes = asks.slice(0, 1000).map(({ action, target }) => ({ operator: action, target }));
    const entry = { sha256, layer: layerOf(kind), path, writes, approved: new Date().toISOString() };
    const same = isOf(sha256, kind);
    await this.change((entries) => [entry, ...entries.filter((other) => !same(other))].slice(0, LIMIT), call);
  }

  /**
   * {@link allow} and the start of the approved run: both happen, or, if cancelled or failed, neither.
   *
   * @param undo ends the started run if the approval could not be stored after all
   */
  async allowAnd<T>(
    plan: PlanInspection,
    { signal, commit }: Call,
    begin: () => T,
    undo: (begun: T) => void,
  ): Promise<T> {
    const begun: T[] = [];
    const beginning = () => {
      commit();
      begun.push(begin());
    };
    try {
      await this.allow(plan, { signal, commit: beginning });
    } catch (error) {
      for (const value of begun) undo(value);
      throw error;
    }
    return begun[0] as T;
  }

  /**
   * Revokes the approval of these bytes, as plans of any kind. Idempotent.
   *
   * @throws `write_failed`, `cancelled`
   */
  async revoke(sha256: string, call?: Call): Promise<void> {
    await this.change((entries) => entries.filter((entry) => entry.sha256 !== sha256), call);
  }

  private async change(next: (entries: Approval[]) => Approval[], call?: Call): Promise<void> {
    try {
      makeFolder(dirname(this.lock));
      const release = await lockFile(this.lock, call?.signal);
      try {
        const { value } = await this.file.load();
        await this.file.write(next(value ?? []), () => call?.commit());
      } finally {
        release();
      }
    } catch (error) {
      if (call?.signal.aborted) throw cancelled();
      if (toAppError(error).code !== 'internal') throw error;
      throw writeFailed(
        this.file.path,
        error,
        'Make the folder writable, or make room on the disk, and try again.',
      );
    }
  }
}

function isOf(sha256: string, kind: PlanKind): (entry: Approval) => boolean {
  const layer = layerOf(kind);
  return (entry) => entry.sha256 === sha256 && entry.layer === layer;
}
