import type { editor as monacoEditor } from 'monaco-editor/editor/editor.api.js';
import { call } from '../bridge';
import { statementAt } from './statements';
import { useEditor } from './store';

/** Milliseconds of quiet before the text is split into statements again. */
const QUIET_MS = 150;

/** Keeps the editor store at the cursor: position, selection, statement. Returns the function that stops it. */
export function followCursor(editor: monacoEditor.IStandaloneCodeEditor): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  const showPosition = () => {
    const position = editor.getPosition();
    const model = editor.getModel();
    const selections = editor.getSelections() ?? [];
    useEditor.setState({
      cursor: position && { line: position.lineNumber, column: position.column },
      selected: model
        ? selections.reduce((sum, selection) => sum + model.getValueLengthInRange(selection), 0)
        : 0,
    });
  };
  const countStatements = async () => {
    const model = editor.getModel();
    const position = editor.getPosition();
    if (!model || !position) return;
    const version = model.getVersionId();
    const sql = model.getValue();
    const spans = await call('query:statements', { sql }).catch(() => null);
    if (model.isDisposed() || editor.getModel() !== model || model.getVersionId() !== version) return;
    const index = spans ? statementAt(sql, spans, model.getOffsetAt(position)) : -1;
    useEditor.setState({
      statement: spans && index >= 0 ? { number: index + 1, count: spans.length } : null,
    });
  };
  const update = () => {
    showPosition();
    clearTimeout(timer);
    timer = setTimeout(() => void countStatements(), QUIET_MS);
  };
  const listeners = [
    editor.onDidChangeCursorSelection(update),
    editor.onDidChangeModel(update),
    editor.onDidChangeModelContent(update),
  ];
  return () => {
    clearTimeout(timer);
    for (const listener of listeners) listener.dispose();
    useEditor.setState({ cursor: null, selected: 0, statement: null });
  };
}
