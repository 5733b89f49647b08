import type { AppError } from '../../../shared/errors';
import type { TableInfo } from '../../../shared/table';
import type { SavedQuery, Workspace } from '../../../shared/workspace';
import type { Engine } from '../../engine/engine';
import type { JsonFile } from '../../storage/jsonFile';
import { writeFailed } from '../writeFailed';
import { type TableEntry, type WindowState, workspaceFiles } from './files';
import { remember, restore } from './tables';
import { Trailing } from './trailing';

/** The window sends each change; what comes within this time is one write, in milliseconds. */
const WRITE_EVERY_MS = 300;

/** After as many starts without it, a table is forgotten. */
const FORGET_AFTER = 10;

/** What a workspace holds before its first change. */
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

/** One workspace on disk: what the window shows, and the tables to bring back. */
export class WorkspaceService {
  private readonly files;
  private state: WindowState | null = null;
  private readonly writing = new Trailing(WRITE_EVERY_MS, async () => {
    if (this.state) await kept(this.files.window, this.state);
  });
  private notes: string[] = [];
  private entries: TableEntry[] = [];
  /** Tables that did not come back; they stay on file, since a drive may only be unplugged. */
  private missing: TableEntry[] = [];
  private restored = false;
  private readonly opening: Promise<void>;

  constructor(
    private readonly engine: Engine,
    private readonly options: WorkspaceOptions,
  ) {
    this.files = workspaceFiles(options.folder);
    this.opening = this.read();
    // Whoever loads gets the failure; this keeps it from counting as unhandled until then.
    this.opening.catch(() => undefined);
  }

  /** What the window shows again. Notes are given once. */
  async load(): Promise<Workspace> {
    await this.opening;
    const { name, sample, queries } = this.options.template;
    const notes = this.notes;
    this.notes = [];
    return { name, sample, queries, notes, ...(this.state ?? this.firstState()) };
  }

  /**
   * Holds the state at once, for the next {@link load}; resolves when it is safe on disk, soon after.
   *
   * @throws `write_failed`; what was on disk before is still there, and the next save tries again
   */
  async save(state: WindowState): Promise<void> {
    await this.opening;
    this.state = state;
    await this.writing.soon();
  }

  /** Brings the tables back. What failed is named with its reason; the rest is there. */
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
   * Keeps the tables of this moment for the next start. Does nothing until they were restored.
   *
   * @throws `write_failed`
   */
  async recordTables(tables: readonly TableInfo[]): Promise<void> {
    if (!this.restored) return;
    const names = new Set(tables.map((table) => table.name));
    this.missing = this.missing.filter((entry) => !names.has(entry.name));
    this.entries = [...remember(tables, this.options.samplesFolder), ...this.missing];
    await kept(this.files.tables, this.entries);
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    // Whoever saved hears of a failure.
    await this.writing.now().catch(() => undefined);
    await Promise.all([this.files.window.settled(), this.files.tables.settled()]);
  }

  private async read(): Promise<void> {
    const [shown, tables] = await Promise.all([this.files.window.load(), this.files.tables.load()]);
    this.notes = [...shown.notes, ...tables.notes];
    const fresh = !shown.value && !tables.value && this.notes.length === 0;
    this.state = fresh ? this.firstState() : (shown.value ?? { tabs: [], activeTab: null, layout: {} });
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

async function kept<T>(file: JsonFile<T>, value: T): Promise<void> {
  try {
    await file.save(value);
  } catch (error) {
    const hint = 'Make room on the disk. Until then the window alone holds it, and each change tries again.';
    throw writeFailed(file.path, error, hint);
  }
}
