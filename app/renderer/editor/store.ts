import { create } from 'zustand';

export interface EditorState {
  /** Where the cursor stands; both count from 1. Null while no editor is on show. */
  cursor: { line: number; column: number } | null;
  /** Characters that are selected. */
  selected: number;
  /** The statement at the cursor, counted from 1, and how many the text has. Null while unknown. */
  statement: { number: number; count: number } | null;
}

/** What the bars around the editor show of it. */
export const useEditor = create<EditorState>()(() => ({ cursor: null, selected: 0, statement: null }));
