import { create } from 'zustand';
import type { SelectionFacts } from './facts';

/** The selection of the grid on show, as the status bar tells it. */
export interface SelectionSummary {
  rows: number;
  columns: number;
  /** Null while it is not known: `compute` begins where that waits for the user. */
  facts: SelectionFacts | null;
  /** Computes what is known of a selection too large to do so by itself; null where nothing is to be done. */
  compute: (() => void) | null;
}

/** Data only; null where at most one cell is selected. */
export const useSelectionSummary = create<{ summary: SelectionSummary | null }>()(() => ({ summary: null }));
