import { create } from 'zustand';
import type { OpenOutcome } from '../../shared/ipc/contract';
import type { ReaderOptions, TableInfo } from '../../shared/table';

export interface CatalogState {
  /** Null until the main process answered. */
  tables: readonly TableInfo[] | null;
  /** Tables that were just opened: they light up once and come into view. */
  fresh: ReadonlySet<string>;
}

/** What the dialog of options is about: a table that is open, or a file that could not be opened. */
export interface OptionsTarget {
  path: string;
  /** Null for a file that is not open. */
  table: TableInfo | null;
  /** What the dialog begins with. */
  options: ReaderOptions;
}

/** A folder whose files are several tables. */
export type FolderQuestion = OpenOutcome['folders'][number];

/** Questions of the catalog, at most one of each on show; data only. */
export const useQuestions = create<{ options: OptionsTarget | null; folders: readonly FolderQuestion[] }>()(
  () => ({ options: null, folders: [] }),
);

/** Data only; see `actions.ts`. */
export const useCatalog = create<CatalogState>()(() => ({ tables: null, fresh: new Set() }));
