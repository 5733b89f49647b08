import * as monaco from 'monaco-editor/editor/editor.api.js';
import { useEffect, useRef } from 'react';
import { setActiveEditor } from './active';
import { addCommands } from './commandActions';
import { followCursor } from './cursor';
import { clearErrorMarkers, markError, type RunFailure } from './errorMarkers';
import { followTabs, rememberView, showModel } from './models';
import { EDITOR_OPTIONS } from './options';
import styles from './SqlEditor.module.css';
import { setUpMonaco } from './setup';

export interface SqlEditorProps {
  tabId: string;
  title: string;
  /** The failure of the tab's last run, to be marked; null when it did not fail. */
  failure: RunFailure | null;
}

/** The SQL editor. One Monaco instance serves every tab: tabs swap their models. */
export function SqlEditor({ tabId, title, failure }: SqlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editorRef = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);

  useEffect(() => {
    if (!host.current) return;
    setUpMonaco();
    const editor = monaco.editor.create(host.current, EDITOR_OPTIONS);
    editorRef.current = editor;
    addCommands(editor);
    const stops = [followCursor(editor), followTabs()];
    return () => {
      for (const stop of stops) stop();
      setActiveEditor(null);
      editor.dispose();
      editorRef.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = editorRef.current;
    if (!editor) return;
    const shownBefore = showModel(editor, tabId);
    // Whoever moves along the tabs by keys keeps the focus there.
    if (!shownBefore && document.activeElement?.role !== 'tab') editor.focus();
    setActiveEditor({ editor, tabId });
    const edited = editor.onDidChangeModelContent(() => clearErrorMarkers(tabId));
    return () => {
      edited.dispose();
      rememberView(editor, tabId);
    };
  }, [tabId]);

  useEffect(() => {
    editorRef.current?.updateOptions({ ariaLabel: `SQL editor, ${title}` });
  }, [title]);

  useEffect(() => markError(tabId, failure), [tabId, failure]);

  return <div ref={host} className={styles.host} data-testid="editor" />;
}
