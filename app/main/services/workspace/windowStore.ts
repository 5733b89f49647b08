import type { WorkspaceChange } from '../../../shared/workspace';
import { workspaceChange } from '../../../shared/workspace';
import { applyChange, type WindowState } from '../../../shared/workspaceChange';
import { Journal, readJournal, removeJournals } from '../../storage/journal';
import type { JsonFile } from '../../storage/jsonFile';
import type { StoredWindow } from './files';

/** Up to as many characters in all tabs, the state is written whole: 256 Ki. */
const WHOLE_UP_TO = 256 * 1024;

/** A journal grows to this many bytes, or to the size of the text; then the state is written whole. */
const JOURNAL_BYTES = 1024 * 1024;

/**
 * What the window shows, on disk: whole in `window.json`, and, where that is large, what changed since
 * in a journal beside it. One write at a time.
 */
export class WindowStore {
  private state: WindowState | null = null;
  /** Number of the last whole save, in this process or before. */
  private saves = 0;
  /** Null until this process wrote the state whole, and after a write failed. */
  private journal: Journal<WorkspaceChange> | null = null;
  /** Changes of the state that are not on disk. */
  private pending: WorkspaceChange[] = [];
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly file: JsonFile<StoredWindow>) {}

  /** Reads the state; null when none is stored. Notes say what a person should know. */
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

  /** Whether another process wrote the state since it was read, which the next write would replace. */
  async wasReplaced(): Promise<boolean> {
    const stored = await this.file.peek();
    return stored !== null && (stored.save ?? 0) !== this.saves;
  }

  /** The state as it is, on disk or not. */
  get current(): WindowState | null {
    return this.state;
  }

  /** Begins with a state that is not stored. */
  begin(state: WindowState): void {
    this.state = state;
  }

  /** Takes a change over; false when it does not fit. */
  change(change: WorkspaceChange): boolean {
    const next = this.state && applyChange(this.state, change);
    if (!next) return false;
    this.state = next;
    this.pending.push(change);
    return true;
  }

  /** Writes what is not on disk; resolves when all that was changed so far is. Does nothing when all is. */
  write(): Promise<void> {
    const written = this.last.then(() => this.writeNow());
    this.last = written.catch(() => undefined);
    return written;
  }

  /** Lets go of the journal; what is written later is written whole. */
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
      // In one piece next time: nobody knows how much of this came to be on disk.
      this.pending = this.pending.length > 0 ? this.pending : pending.slice(-1);
      this.journal = null;
      await journal?.close();
      throw error;
    }
  }

  private async writeWhole(state: WindowState): Promise<void> {
    const save = this.saves + 1;
    // Before, so that none that is left of another save of this number is ever read after this one.
    await removeJournals(this.file.path, [this.saves]);
    await this.file.write({ ...state, save });
    await this.journal?.close();
    this.saves = save;
    this.journal = new Journal(this.file.path, save);
  }
}

/** Whether appending takes less than writing the state whole. */
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
