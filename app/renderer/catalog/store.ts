import { create } from 'zustand';
import type { TableInfo } from '../../shared/table';

export interface CatalogState {
  /** Null until the main process answered. */
  tables: readonly TableInfo[] | null;
  /** Tables that were just opened: they light up once and come into view. */
  fresh: ReadonlySet<string>;
}

/** Data only; see `actions.ts`. */
export const useCatalog = create<CatalogState>()(() => ({ tables: null, fresh: new Set() }));
