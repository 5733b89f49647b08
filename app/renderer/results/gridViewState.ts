import type { Field } from '../../shared/table';
import type { Selection } from './grid/selection';
import { PageCache, pageRows, pagesOfQuery } from './pages';

/** What the grid of one query needs to come back as it was left. */
export interface GridMemory {
  pages: PageCache;
  /** Pixels below the first row's top edge, and right of the first column's left edge. */
  top: number;
  left: number;
  selection: Selection | null;
}

/** As many grids as are remembered; each holds up to a few MB of pages. */
const LIMIT = 12;

const memories = new Map<string, GridMemory>();
/** Widths the user or the content gave to columns, by their names and types: they outlive a run. */
const widths = new Map<string, number[]>();

export function memoryOf(queryId: string, columnCount: number): GridMemory {
  const memory = memories.get(queryId) ?? {
    pages: new PageCache(pagesOfQuery(queryId), pageRows(columnCount), columnCount),
    top: 0,
    left: 0,
    selection: null,
  };
  memories.delete(queryId);
  memories.set(queryId, memory);
  const oldest = memories.keys().next().value;
  if (memories.size > LIMIT && oldest !== undefined) memories.delete(oldest);
  return memory;
}

export function rememberedWidths(columns: readonly Field[]): number[] | undefined {
  return widths.get(signature(columns));
}

export function rememberWidths(columns: readonly Field[], next: number[]): void {
  widths.set(signature(columns), next);
}

function signature(columns: readonly Field[]): string {
  return JSON.stringify(columns.map(({ name, type }) => [name, type]));
}
