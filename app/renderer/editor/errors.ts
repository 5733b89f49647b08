import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { AppError } from '../../shared/errors';
import { type EditorRange, isEmptyRange, type Origin, rangeInEditor } from './markers';
import { modelOf } from './models';
import { followFailure, originNow } from './places';

/** Why a run failed, and where the text that ran began in the editor. */
export interface Failure {
  error: AppError;
  origin: Origin;
}

const OWNER = 'run';

/** Failures that were marked once: an edit takes the mark away, and coming back to the tab must not bring it again. */
const marked = new WeakSet<AppError>();

/** Underlines where the last run of a tab failed; null, or an error without a position, marks nothing. */
export function markFailure(tabId: string, failure: Failure | null): void {
  if (!failure) {
    clearMarks(tabId);
    return;
  }
  const { error, origin } = failure;
  if (marked.has(error)) return;
  marked.add(error);
  clearMarks(tabId);
  if (!error.span) return;
  const model = modelOf(tabId);
  const now = originNow(origin);
  // In a text that was edited while it ran, the place means nothing.
  const range = now && visible(model, rangeInEditor(error.span, now));
  followFailure(model, origin, range);
  if (!range) return;
  const message = [error.message, error.hint].filter(Boolean).join('\n');
  monaco.editor.setModelMarkers(model, OWNER, [
    { ...range, message, code: error.code, severity: monaco.MarkerSeverity.Error },
  ]);
}

export function clearMarks(tabId: string): void {
  monaco.editor.setModelMarkers(modelOf(tabId), OWNER, []);
}

/** Widens an empty range to the word it stands at, so that there is something to underline. */
function visible(model: monaco.editor.ITextModel, range: EditorRange): EditorRange {
  if (!isEmptyRange(range)) return range;
  const { startLineNumber: lineNumber, startColumn: column } = range;
  const word = model.getWordAtPosition({ lineNumber, column });
  return { ...range, startColumn: word?.startColumn ?? column, endColumn: word?.endColumn ?? column + 1 };
}
