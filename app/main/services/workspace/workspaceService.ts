import { join } from 'node:path';
import type { AppError } from '../../../shared/errors';
import type { TableInfo } from '../../../shared/table';
import type { SavedQuery, Workspace, WorkspaceChange } from '../../../shared/workspace';
import type { WindowState } from '../../../shared/workspaceChange';
import type { Engine } from '../../engine/engine';
import { ServiceError } from '../serviceError';
import { Debouncer } from './debouncer';
import { type TableEntry, workspaceFiles } from './files';
import { Saving } from './saving';
import { remember, restore } from './tables';
import { WindowStore } from './windowStore';
import { WriteRight } from './writeRight';

/**
 * Changes within this many milliseconds are one write. Together with the window's delay
 * (`app/renderer/workspace/autosave.ts`) it stays well below the one second that a kill may lose.
 */
const WRITE_EVERY_MS = 250;

/** After this many starts without it, a table is forgotten. */
const FORGET_AFTER = 10;

/** Initial contents of a workspace. */
export interface Template {
  name: string;
  sample: boolean;
  queries: SavedQuery[];
  /** Names of the queries that are open at first; the first of them is active. */
  open: string[];
  /** Table name to file name in the samples folder. */
  tables: Record<string, string>;
}

export interface WorkspaceOptions {
  /** The workspace's own folder. */
  folder: string;
  /** Where the files of the template's tables are. */
  samplesFolder: string;
  template: Template;
}

/** One workspace on disk: the window's state, and the tables to restore. */
export class WorkspaceService {
  private readonly files;
  private readonly window: WindowStore;
  private readonly right: WriteRight;
  private readonly saving = new Saving(() => this.writing.schedule());
  private readonly writing = new Debouncer(WRITE_EVERY_MS, async () => {
    await this.attempt(this.files.window.path, () => this.window.write());
    if (this.unrecorded) await this.writeTables();
  });
  private notes: string[] = [];
  private entries: TableEntry[] = [];
  /** Tables that could not be restored; they stay stored, since a drive may only be unplugged. */
  private missing: TableEntry[] = [];
  private restored = false;
  /** True while the current tables are not on disk. */
  private unrecorded = false;
  private readonly opening: Promise<void>;

  constructor(
    private readonly engine: Engine,
    private readonly options: WorkspaceOptions,
  ) {
    this.files = workspaceFiles(options.folder);
    this.window = new WindowStore(this.files.window);
    this.right = new WriteRight(join(options.folder, 'lock'), () => this.keepOthers());
    this.opening = this.read();
    // `load` reports the failure; this keeps it from counting as unhandled until then.
    this.opening.catch(() => undefined);
  }

  /** The window's restored state. Notes are returned once. */
  async load(): Promise<Workspace> {
    await this.opening;
    const { name, sample, queries } = this.options.template;
    const notes = this.notes;
    this.notes = [];
    const state = this.window.current ?? this.firstState();
    return { name, sample, queries, notes, ...state, unsaved: this.saving.failure };
  }

  /**
   * Applies the change at once, for the next {@link load}; resolves soon after, when it is on disk.
   *
   * @throws `invalid_request` for a change of another state than the current one
   * @throws `write_failed`; the previous state on disk is intact, and the write is retried until it works
   */
  async save(change: WorkspaceChange): Promise<void> {
    await this.opening;
    if (!this.window.change(change)) {
      throw new ServiceError('invalid_request', 'The change does not fit the text that is held.', {
        hint: 'Send all of it.',
      });
    }
    await this.writing.schedule();
  }

  /** Calls `listener` when saving begins to fail, fails for another reason, or works again (null). */
  onSavingChanged(listener: (failure: AppError | null) => void): void {
    this.saving.onChanged(listener);
  }

  /** Restores the tables. Failures are returned with their reason; the other tables are available. */
  async restoreTables(): Promise<{ name: string; error: AppError }[]> {
    await this.opening;
    const lost = await restore(this.engine, this.entries, this.options.samplesFolder);
    this.missing = lost
      .map(({ entry }) => ({ ...entry, missed: entry.missed + 1 }))
      .filter((entry) => entry.kind !== 'memory' && entry.missed < FORGET_AFTER);
    this.restored = true;
    return lost.map(({ entry, error }) => ({ name: entry.kind === 'file' ? entry.path : entry.name, error }));
  }

  /**
   * Stores the current tables for the next start. Does nothing until they were restored.
   *
   * @throws `write_failed`
   */
  async recordTables(tables: readonly TableInfo[]): Promise<void> {
    if (!this.restored) return;
    const names = new Set(tables.map((table) => table.name));
    this.missing = this.missing.filter((entry) => !names.has(entry.name));
    this.entries = [...remember(tables, this.options.samplesFolder), ...this.missing];
    await this.writeTables();
  }

  private async writeTables(): Promise<void> {
    this.unrecorded = true;
    await this.attempt(this.files.tables.path, () => this.files.tables.save(this.entries));
    this.unrecorded = false;
  }

  /** Resolves when everything is written; other processes may write from then on. */
  async settled(): Promise<void> {
    // The caller of `save` gets the failure.
    await this.writing.flush().catch(() => undefined);
    await this.attempt(this.files.window.path, () => this.window.write()).catch(() => undefined);
    await this.window.close();
    await this.files.tables.settled();
    this.saving.stop();
    this.right.release();
  }

  private attempt(path: string, write: () => Promise<void>): Promise<void> {
    return this.saving.attempt(path, async () => {
      await this.right.take();
      await write();
    });
  }

  /** What another window saved in the meantime is stored under other names. */
  private async keepOthers(): Promise<void> {
    if (!(await this.window.wasReplaced())) return;
    await this.files.window.keepCopy('other');
    await this.files.tables.keepCopy('other');
  }

  private async read(): Promise<void> {
    const [shown, tables] = await Promise.all([this.window.load(), this.files.tables.load()]);
    this.notes = [...shown.notes, ...tables.notes];
    const fresh = !shown.state && !tables.value && this.notes.length === 0;
    if (!shown.state)
      this.window.begin(fresh ? this.firstState() : { tabs: [], activeTab: null, layout: {} });
    this.entries = tables.value ?? this.firstTables();
  }

  private firstState(): WindowState {
    const { queries, open } = this.options.template;
    const tabs = open.flatMap((name, index) => {
      const query = queries.find((saved) => saved.name === name);
      return query ? [{ id: `sample-${index + 1}`, title: name, sql: query.sql }] : [];
    });
    return { tabs, activeTab: tabs[0]?.id ?? null, layout: {} };
  }

  private firstTables(): TableEntry[] {
    return Object.entries(this.options.template.tables).map(([name, file]) => ({
      kind: 'sample',
      name,
      file,
      missed: 0,
    }));
  }
}
