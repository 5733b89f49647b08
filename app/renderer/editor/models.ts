import * as monaco from 'monaco-editor/editor/editor.api.js';
import { setSql, useWorkspace } from '../workspace';
import { SQL } from './setup';

const models = new Map<string, monaco.editor.ITextModel>();
const viewStates = new Map<string, monaco.editor.ICodeEditorViewState>();

/** The text model of a tab, with its undo stack; made from the tab's saved text at first use. */
export function modelOf(tabId: string): monaco.editor.ITextModel {
  const known = models.get(tabId);
  if (known) return known;
  const tab = useWorkspace.getState().tabs.find((open) => open.id === tabId);
  const model = monaco.editor.createModel(tab?.kind === 'query' ? tab.sql : '', SQL);
  model.onDidChangeContent(() => setSql(tabId, model.getValue()));
  models.set(tabId, model);
  return model;
}

/** Shows a tab's text in the editor, scrolled and selected as it was left. False when it is shown for the first time. */
export function showModel(editor: monaco.editor.IStandaloneCodeEditor, tabId: string): boolean {
  editor.setModel(modelOf(tabId));
  const viewState = viewStates.get(tabId);
  if (viewState) editor.restoreViewState(viewState);
  return viewState !== undefined;
}

/** Keeps how a tab's text is left, for {@link showModel}. */
export function rememberView(editor: monaco.editor.IStandaloneCodeEditor, tabId: string): void {
  const viewState = editor.saveViewState();
  if (viewState && models.has(tabId)) viewStates.set(tabId, viewState);
}

/** Frees the texts of tabs that can no longer be brought back. Returns the function that stops it. */
export function followTabs(): () => void {
  return useWorkspace.subscribe((state, previous) => {
    if (state.closed === previous.closed) return;
    const kept = new Set([...state.tabs.map((tab) => tab.id), ...state.closed.map(({ tab }) => tab.id)]);
    for (const [tabId, model] of models) {
      if (kept.has(tabId)) continue;
      model.dispose();
      models.delete(tabId);
      viewStates.delete(tabId);
    }
  });
}
