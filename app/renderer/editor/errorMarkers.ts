import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { AppError } from '../../shared/errors';
import type { DocumentId } from '../../shared/identity';
import { modelOf } from './models';
import { type EditorRange, isEmptyRange, type Origin, rangeInEditor } from './ranges';
import { currentOrigin, trackFailure } from './trackedRanges';

/** Why a run failed, and where the text that ran began in the editor. */
export interface RunFailure {
  error: AppError;
  origin: Origin;
}

const OWNER = 'run';

/** Errors that were already marked: an edit removes the marker, and returning to the query does not add it again. */
const marked = new WeakSet<AppError>();

/** Underlines where the last run of a query failed. Null, or an error without a position, marks nothing. */
export function markError(documentId: DocumentId, failure: RunFailure | null): void {
  if (!failure) {
    clearErrorMarkers(documentId);
    return;
  }
  const { error, origin } = failure;
  if (marked.has(error)) return;
  marked.add(error);
  clearErrorMarkers(documentId);
  if (!error.span) return;
  const model = modelOf(documentId);
  const now = currentOrigin(origin);
  // If the text was edited while it ran, the position no longer applies.
  const range = now && visible(model, rangeInEditor(error.span, now));
  trackFailure(model, origin, range);
  if (!range) return;
  const message = [error.message, error.hint].filter(Boolean).join('\n');
  monaco.editor.setModelMarkers(model, OWNER, [
    { ...range, message, code: error.code, severity: monaco.MarkerSeverity.Error },
  ]);
}

export function clearErrorMarkers(documentId: DocumentId): void {
  monaco.editor.setModelMarkers(modelOf(documentId), OWNER, []);
}

/** Widens an empty range to the word at its position, so that there is something to underline. */
function visible(model: monaco.editor.ITextModel, range: EditorRange): EditorRange {
  if (!isEmptyRange(range)) return range;
  const { startLineNumber: lineNumber, startColumn: column } = range;
  const word = model.getWordAtPosition({ lineNumber, column });
  return { ...range, startColumn: word?.startColumn ?? column, endColumn: word?.endColumn ?? column + 1 };
}
