import type * as monaco from 'monaco-editor/editor/editor.api.js';
import type { DocumentId } from '../../shared/identity';
import { SQL_LIMIT } from '../../shared/workspace';
import { type Position, toast } from '../base';
import { call, toAppError } from '../bridge';
import type { EditorRange, Origin } from './ranges';
import styles from './SqlEditor.module.css';
import { statementAt } from './statements';
import { currentFailure, trackRun } from './trackedRanges';

/** The one editor of the window and the query that it shows. */
let active: { editor: monaco.editor.IStandaloneCodeEditor; documentId: DocumentId } | null = null;

export function setActiveEditor(next: typeof active): void {
  active = next;
}

/** The editor on show, if there is one. */
export function activeEditor(): monaco.editor.IStandaloneCodeEditor | null {
  return active?.editor ?? null;
}

/** What a run takes from the editor. */
export interface RunTarget {
  documentId: DocumentId;
  sql: string;
  /** Where the text begins in the editor. */
  origin: Origin;
}

/** How long what ran stays lit, in milliseconds; the style fades it out over this time. */
const LIT_MS = 700;

/**
 * What would run now: the selection, else the statement at the cursor, else null
 * when the text is blank. A text that cannot be split is taken whole, so that
 * running it reports what is wrong.
 */
export async function runTarget(): Promise<RunTarget | null> {
  if (!active) return null;
  const { editor, documentId } = active;
  // What it offers belongs to typing, which is over.
  editor.trigger('run', 'hideSuggestWidget', {});
  const model = editor.getModel();
  if (!model) return null;
  const selection = editor.getSelection();
  const picked = selection && !selection.isEmpty() ? model.getValueInRange(selection) : '';
  if (selection && picked.trim()) return target(documentId, model, selection);
  const whole = model.getFullModelRange();
  if (!model.getValue().trim()) return null;
  return target(documentId, model, (await statementRange(model, editor.getPosition())) ?? whole);
}

async function statementRange(
  model: monaco.editor.ITextModel,
  position: monaco.Position | null,
): Promise<EditorRange | null> {
  const sql = model.getValue();
  if (sql.length > SQL_LIMIT) return null;
  try {
    const spans = await call('query:statements', { sql });
    const span = spans[statementAt(sql, spans, position ? model.getOffsetAt(position) : 0)];
    if (!span) return null;
    const [start, end] = [model.getPositionAt(span.start), model.getPositionAt(span.end)];
    return {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
  } catch (thrown) {
    if (toAppError(thrown).code === 'sql_syntax') return null;
    throw thrown;
  }
}

function target(documentId: DocumentId, model: monaco.editor.ITextModel, range: EditorRange): RunTarget {
  const { startLineNumber: line, startColumn: column } = range;
  light(model, range);
  const origin = { line, column };
  trackRun(model, origin, range);
  return { documentId, sql: model.getValueInRange(range), origin };
}

/** Briefly highlights the text that is about to run. */
function light(model: monaco.editor.ITextModel, range: EditorRange): void {
  const ids = model.deltaDecorations([], [{ range, options: { className: styles.ran, isWholeLine: false } }]);
  setTimeout(() => !model.isDisposed() && model.deltaDecorations(ids, []), LIT_MS);
}

/** Types a text at the cursor of the editor on show, in place of a selection, and focuses it. */
export function insertText(text: string): void {
  if (!active) return;
  const { editor } = active;
  editor.trigger('insert', 'type', { text });
  editor.focus();
}

/** Opens the find box of the editor. */
export function openFind(): void {
  active?.editor.focus();
  void active?.editor.getAction('actions.find')?.run();
}

/**
 * Puts the cursor of a query's editor at a place and brings that into view: to where the text has moved
 * if a run failed there. Does nothing while another query is on show.
 */
export function goTo(documentId: DocumentId, at: Position): void {
  if (active?.documentId !== documentId) return;
  const { editor } = active;
  const moved = at.origin && currentFailure(at.origin);
  if (moved === null) {
    toast({
      kind: 'info',
      title: 'That position no longer exists',
      description: 'The text was edited since it ran.',
    });
    return;
  }
  const { line, column } = moved ?? at;
  const position = { lineNumber: line, column };
  editor.setPosition(position);
  editor.revealPositionInCenterIfOutsideViewport(position);
  editor.focus();
}

export function focusEditor(): void {
  active?.editor.focus();
}
