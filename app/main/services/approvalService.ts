import { join } from 'node:path';
import { z } from 'zod';
import { type Approval, approval } from '../../shared/approval';
import type { PlanInspection, PlanKind } from '../../shared/planFile';
import { layerOf } from '../../shared/planLayer';
import { JsonFile } from '../storage/jsonFile';
import { writeFailed } from './writeFailed';

/**
 * The plans that the user allowed to write from now on: `approvals.json` in the user's folder,
 * shared by the window and the command line. It is read anew each time, since the other one may
 * have changed it.
 */
export class ApprovalService {
  private readonly file: JsonFile<Approval[]>;
  /** Ends with the last change; changes of one process come after one another. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(home: string) {
    this.file = new JsonFile(join(home, 'approvals.json'), 1, z.array(approval).max(10_000));
  }

  /** The newest first. A damaged file approves nothing. */
  async list(): Promise<Approval[]> {
    const { value } = await this.file.load();
    return (value ?? []).sort((a, b) => b.approved.localeCompare(a.approved));
  }

  /** Whether these bytes were approved as a plan of this kind. */
  async has(sha256: string, kind: PlanKind): Promise<boolean> {
    return (await this.list()).some(isOf(sha256, kind));
  }

  /**
   * Approves the plan that was shown, by its bytes.
   *
   * @throws `write_failed`
   */
  async allow({ sha256, kind, path, asks = [] }: PlanInspection): Promise<void> {
    const writes = asks.slice(0, 1000).map(({ action, target }) => ({ operator: action, target }));
    const entry = { sha256, layer: layerOf(kind), path, writes, approved: new Date().toISOString() };
    const same = isOf(sha256, kind);
    await this.change((entries) => [entry, ...entries.filter((other) => !same(other))]);
  }

  /**
   * Revokes the approval of these bytes, as plans of any kind. Idempotent.
   *
   * @throws `write_failed`
   */
  async revoke(sha256: string): Promise<void> {
    await this.change((entries) => entries.filter((entry) => entry.sha256 !== sha256));
  }

  private change(next: (entries: Approval[]) => Approval[]): Promise<void> {
    const done = this.last.then(async () => {
      const entries = next(await this.list());
      await this.file.save(entries).catch((error) => {
        throw writeFailed(this.file.path, error, 'Make room on the disk, and try again.');
      });
    });
    this.last = done.catch(() => undefined);
    return done;
  }
}

function isOf(sha256: string, kind: PlanKind): (entry: Approval) => boolean {
  const layer = layerOf(kind);
  return (entry) => entry.sha256 === sha256 && entry.layer === layer;
}
