import { create } from 'zustand';
import { defaultForm, type ExportForm } from './exportForm';

/** The rows that an export is about. */
export interface ExportTarget {
  queryId: string;
  /** Rows that are stored. */
  rows: number;
  columns: readonly string[];
  /** Whether the result has, or may have, more rows than are stored, which running it again would give. */
  partial: boolean;
  /** Name of the file without its extension. */
  name: string;
}

interface ExportStore {
  /** Null while the dialog is closed. */
  target: ExportTarget | null;
  /** What was chosen last, in this window. */
  form: ExportForm;
}

/** Data only. */
export const useExport = create<ExportStore>()(() => ({ target: null, form: defaultForm }));

/** Asks how to export the rows of `target`. */
export function openExport(target: ExportTarget): void {
  useExport.setState({ target });
}
