import { resolve } from 'node:path';
import { fileKind } from '../../shared/fileKind';
import type { OpenOutcome } from '../../shared/ipc/contract';
import type { ReaderOptions, TableInfo, TablePreview } from '../../shared/table';
import type { Engine } from '../engine/engine';
import { runDefinition } from './definition';
import { openOptions } from './openOptions';
import { cancelled, ServiceError, toAppError } from './serviceError';

/** The tables and views of the session. */
export class CatalogService {
  private readonly listeners = new Set<(tables: TableInfo[]) => void>();

  constructor(private readonly engine: Engine) {}

  list(): Promise<TableInfo[]> {
    return this.engine.tables();
  }

  /**
   * Opens each path as a table; saved plans and SQL are only sorted out. One that fails
   * does not keep the others from opening. A file that is open already is read
   * again and keeps its table's name and options: it may have changed. Of a folder
   * whose files are several tables nothing is opened: the user chooses.
   *
   * @param how.name the table's name, with a single path only
   * @param how.options of the reader, with a single path only
   */
  async open(
    paths: readonly string[],
    how: { name?: string | undefined; options?: ReaderOptions | undefined; signal?: AbortSignal } = {},
  ): Promise<OpenOutcome> {
    const { name, signal } = how;
    if ((name !== undefined || how.options) && paths.length !== 1) {
      throw new ServiceError('invalid_request', 'A name and options can be given to a single file only.');
    }
    const outcome: OpenOutcome = { tables: [], failures: [], plans: [], queries: [], folders: [] };
    const before = await this.list();
    // One after the other, so that conflicting names are numbered in the order of the paths.
    for (const path of paths.map((given) => resolve(given))) {
      if (signal?.aborted) break;
      const kind = fileKind(path);
      if (kind === 'plan') outcome.plans.push(path);
      else if (kind === 'query') outcome.queries.push(path);
      else {
        try {
          const known = before.find((table) => table.path === path);
          const chosen = known !== undefined || how.options?.['format'] !== undefined;
          const contents = chosen ? null : await this.engine.lookIntoFolder(path, signal);
          if (contents) outcome.folders.push({ path, ...contents });
          else {
            const options = openOptions(how.options ?? (name ? {} : (known?.options ?? {})));
            outcome.tables.push(
              await this.engine.openFile(path, { ...options, ...(name && { name }) }, signal),
            );
          }
        } catch (thrown) {
          outcome.failures.push({ path, error: toAppError(thrown) });
        }
      }
    }
    // Also after a cancel: tables opened until then stay, and are shown.
    if (outcome.tables.length > 0 || signal?.aborted) await this.announce();
    if (signal?.aborted) throw cancelled();
    return outcome;
  }

  /**
   * What `path` would be as a table, with its first rows; nothing is opened.
   *
   * @throws what opening a file throws
   */
  preview(
    path: string,
    how: { name?: string | undefined; options: ReaderOptions; signal?: AbortSignal },
  ): Promise<TablePreview> {
    const options = { ...openOptions(how.options), ...(how.name && { name: how.name }) };
    return this.engine.preview(resolve(path), options, how.signal);
  }

  /**
   * Reopens the files of a table with `options` instead of its current ones.
   *
   * @throws `table_unknown` for a table that was not opened from files; what opening a file throws
   */
  async reopen(name: string, options: ReaderOptions, signal?: AbortSignal): Promise<TableInfo> {
    try {
      return await this.engine.reopenTable(name, openOptions(options), signal);
    } finally {
      // The cancel may have come after it took effect.
      await this.announce();
    }
  }

  /** Removes a table from the session, never its file. @throws `table_unknown` */
  async remove(name: string): Promise<void> {
    if (!(await this.engine.removeTable(name))) {
      throw new ServiceError('table_unknown', `There is no table "${name}".`);
    }
    await this.announce();
  }

  /** Re-creates a removed view or external table. @throws `workspace_damaged` for any other statement, `cancelled` */
  async define(sql: string, signal?: AbortSignal): Promise<void> {
    try {
      await runDefinition(this.engine, sql, signal);
    } finally {
      // The cancel may have come after it took effect.
      await this.announce();
    }
  }

  /** Sends the current tables to every listener. */
  async announce(): Promise<void> {
    const tables = await this.list();
    for (const listener of this.listeners) listener(tables);
  }

  /** Returns the function that ends the subscription. */
  onChanged(listener: (tables: TableInfo[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
