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
  model.onDidChangeContent(() => setText(documentId, model.getValue()));
  models.set(documentId, model);
  return model;
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

/** Frees the texts of queries that can no longer be brought back. Returns the function that stops it. */
export function followDocuments(): () => void {
  return useWorkspace.subscribe((state, previous) => {
    if (state.documents === previous.documents) return;
    for (const [documentId, model] of models) {
      if (state.documents[documentId]) continue;
      model.dispose();
      models.delete(documentId);
      viewStates.delete(documentId);
    }
  });
}
