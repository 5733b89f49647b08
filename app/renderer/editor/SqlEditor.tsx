import * as monaco from 'monaco-editor/editor/editor.api.js';
import { useEffect, useRef } from 'react';
import type { DocumentId } from '../../shared/identity';
import { setActiveEditor } from './active';
import { addCommands } from './commandActions';
import { followCursor } from './cursor';
import { clearErrorMarkers, markError, type RunFailure } from './errorMarkers';
import { followDocuments, rememberView, showModel } from './models';
import { EDITOR_OPTIONS } from './options';
import styles from './SqlEditor.module.css';
import { setUpMonaco } from './setup';

export interface SqlEditorProps {
  documentId: DocumentId;
  title: string;
  /** The failure of the query's last run, to be marked; null when it did not fail. */
  failure: RunFailure | null;
}

/** Whether an editor was shown since the window loaded. */
let loaded = false;

function isInSideBar(): boolean {
  return document.activeElement?.closest('[data-region="side-bar"]') != null;
}

/** The SQL editor. One Monaco instance serves every query: each has its model. */
export function SqlEditor({ documentId, title, failure }: SqlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editorRef = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);

  useEffect(() => {
    if (!host.current) return;
    setUpMonaco();
    const editor = monaco.editor.create(host.current, EDITOR_OPTIONS);
    editorRef.current = editor;
    addCommands(editor);
    const stops = [followCursor(editor), followDocuments()];
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
    const shownBefore = showModel(editor, documentId);
    // Users who move along the tabs by keys keep the focus there, and so do those who went to the
    // side bar while the editor was loading.
    const isElsewhere = document.activeElement?.role === 'tab' || (!loaded && isInSideBar());
    if (!shownBefore && !isElsewhere) editor.focus();
    loaded = true;
    setActiveEditor({ editor, documentId });
    const edited = editor.onDidChangeModelContent(() => clearErrorMarkers(documentId));
    return () => {
      edited.dispose();
      rememberView(editor, documentId);
    };
  }, [documentId]);

  useEffect(() => {
    editorRef.current?.updateOptions({ ariaLabel: `SQL editor, ${title}` });
  }, [title]);

  useEffect(() => markError(documentId, failure), [documentId, failure]);

  return <div ref={host} className={styles.host} data-testid="editor" />;
}
