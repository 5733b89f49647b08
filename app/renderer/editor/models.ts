import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { DocumentId } from '../../shared/identity';
import { setText, useWorkspace } from '../workspace';
import { SQL } from './setup';

const models = new Map<DocumentId, monaco.editor.ITextModel>();
const viewStates = new Map<DocumentId, monaco.editor.ICodeEditorViewState>();

/** The text model of a query, with its undo stack; made from the saved text at first use. */
export function modelOf(documentId: DocumentId): monaco.editor.ITextModel {
  const known = models.get(documentId);
  if (known) return known;
  const model = monaco.editor.createModel(useWorkspace.getState().texts[documentId] ?? '', SQL);
  model.onDidChangeContent(() => {
    if (!replacing) setText(documentId, model.getValue());
  });
  models.set(documentId, model);
  return model;
}

/** While the text of a model is replaced by the one that the workspace has already. */
let replacing = false;

/** Takes over a text that came from elsewhere, as one step that can be undone. */
function replaceText(model: monaco.editor.ITextModel, sql: string): void {
  replacing = true;
  model.pushStackElement();
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text: sql }], () => null);
  model.pushStackElement();
  replacing = false;
}

/** Shows a query's text in the editor, scrolled and selected as it was left. False when it is shown for the first time. */
export function showModel(editor: monaco.editor.IStandaloneCodeEditor, documentId: DocumentId): boolean {
  editor.setModel(modelOf(documentId));
  const viewState = viewStates.get(documentId);
  if (viewState) editor.restoreViewState(viewState);
  return viewState !== undefined;
}

/** Keeps how a query's text is left, for {@link showModel}. */
export function rememberView(editor: monaco.editor.IStandaloneCodeEditor, documentId: DocumentId): void {
  const viewState = editor.saveViewState();
  if (viewState && models.has(documentId)) viewStates.set(documentId, viewState);
}

/**
 * Shows texts that came from elsewhere, and frees those of queries that can no longer be brought back.
 * Returns the function that stops it.
 */
export function followDocuments(): () => void {
  return useWorkspace.subscribe((state, previous) => {
    if (state.onDisk !== previous.onDisk)
      for (const [documentId, model] of models) {
        const sql = state.texts[documentId];
        if (sql !== undefined && sql !== previous.texts[documentId] && sql !== model.getValue())
          replaceText(model, sql);
      }
    if (state.documents === previous.documents) return;
    for (const [documentId, model] of models) {
      if (state.documents[documentId]) continue;
      model.dispose();
      models.delete(documentId);
      viewStates.delete(documentId);
    }
  });
}
