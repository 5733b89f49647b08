import type { WorkspaceChange } from '../../../shared/workspace';
import { workspaceChange } from '../../../shared/workspace';
import { applyChange, type WindowState } from '../../../shared/workspaceChange';
import { Journal, readJournal, removeJournals } from '../../storage/journal';
import type { JsonFile } from '../../storage/jsonFile';
import type { StoredWindow } from './files';

/** Up to this many characters in all tabs (256 Ki), the state is written as a whole. */
const WHOLE_UP_TO = 256 * 1024;

/** A journal grows to this many bytes, or to the size of the text; then the state is written as a whole. */
const JOURNAL_BYTES = 1024 * 1024;

/**
 * The window's state on disk: as a whole in `window.json`; if that is large, later changes are in a
 * journal next to it. One write at a time.
 */
export class WindowStore {
  private state: WindowState | null = null;
  /** Number of the last full save, in this process or an earlier one. */
  private saves = 0;
  /** Null until this process wrote the full state, and after a failed write. */
  private journal: Journal<WorkspaceChange> | null = null;
  /** Changes of the state that are not on disk. */
  private pending: WorkspaceChange[] = [];
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly file: JsonFile<StoredWindow>) {}

  /** Reads the state; null if none is stored. Notes are for the user. */
  async load(): Promise<{ state: WindowState | null; notes: string[] }> {
    const { value, notes } = await this.file.load();
    if (!value) return { state: null, notes };
    const { save = 0, ...stored } = value;
    let state: WindowState = stored;
    for (const change of await readJournal(this.file.path, save, workspaceChange)) {
      const next = applyChange(state, change);
      if (!next) break;
      state = next;
    }
    this.saves = save;
    this.state = state;
    return { state, notes };
  }

  /** Whether another process wrote the state since it was read; the next write would overwrite that. */
  async wasReplaced(): Promise<boolean> {
    const stored = await this.file.peek();
    return stored !== null && (stored.save ?? 0) !== this.saves;
  }

  /** The current state, on disk or not. */
  get current(): WindowState | null {
    return this.state;
  }

  /** Starts with a state that is not stored. */
  begin(state: WindowState): void {
    this.state = state;
  }

  /** Applies a change; false if it does not fit. */
  change(change: WorkspaceChange): boolean {
    const next = this.state && applyChange(this.state, change);
    if (!next) return false;
    this.state = next;
    this.pending.push(change);
    return true;
  }

  /** Writes pending changes; resolves when all changes so far are on disk. Does nothing if there are none. */
  write(): Promise<void> {
    const written = this.last.then(() => this.writeNow());
    this.last = written.catch(() => undefined);
    return written;
  }

  /** Closes the journal; the next write is a full one. */
  async close(): Promise<void> {
    const { journal } = this;
    this.journal = null;
    await journal?.close();
  }

  private async writeNow(): Promise<void> {
    const { state, pending, journal } = this;
    if (!state || pending.length === 0) return;
    this.pending = [];
    try {
      if (journal && fits(state, pending, journal)) await journal.append(pending);
      else await this.writeWhole(state);
    } catch (error) {
      // A full write next time: it is unknown how much of this reached the disk.
      this.pending = this.pending.length > 0 ? this.pending : pending.slice(-1);
      this.journal = null;
      await journal?.close();
      throw error;
    }
  }

  private async writeWhole(state: WindowState): Promise<void> {
    const save = this.saves + 1;
    // Before writing, so that a leftover journal of another save with this number is never applied to this one.
    await removeJournals(this.file.path, [this.saves]);
    await this.file.write({ ...state, save });
    await this.journal?.close();
    this.saves = save;
    this.journal = new Journal(this.file.path, save);
  }
}

/** Whether appending is smaller than writing the full state. */
function fits(
  { tabs }: WindowState,
  pending: readonly WorkspaceChange[],
  journal: Journal<WorkspaceChange>,
): boolean {
  let text = 0;
  for (const { sql } of tabs) text += sql.length;
  let added = 0;
  for (const { tabs: changed } of pending) {
    for (const { sql } of changed) added += typeof sql === 'string' ? sql.length : (sql?.text.length ?? 0);
  }
  return text > WHOLE_UP_TO && journal.bytes + added < Math.max(JOURNAL_BYTES, text);
}
