import { useMemo } from 'react';
import type { DocumentId } from '../../shared/identity';
import { ErrorBoundary, Split, SplitHandle, SplitPane } from '../base';
import { SqlEditor } from '../editor';
import { useRunPart } from '../query';
import { setLayout, useWorkspace } from '../workspace';
import { ActionBar } from './ActionBar';
import { Panes } from './Panes';
import styles from './QueryTab.module.css';

/** Share of the height that the editor has at first, in percent. */
const EDITOR_SHARE = 32;

/** A query: actions, editor, and what came of running it. */
export function QueryTab({ documentId, title }: { documentId: DocumentId; title: string }) {
  const share = useWorkspace.getState().layout.editorShare ?? EDITOR_SHARE;
  const error = useRunPart(documentId, (run) => (run.phase === 'failed' ? run.error : null));
  const origin = useRunPart(documentId, (run) => (run.phase === 'failed' ? run.task.origin : null));
  const failure = useMemo(() => (error && origin ? { error, origin } : null), [error, origin]);

  return (
    <div className={styles.tab}>
      <ActionBar documentId={documentId} />
      <Split
        orientation="vertical"
        className={styles.split}
        onLayoutChanged={(layout, { isUserInteraction }) => {
          if (isUserInteraction && layout['editor-pane'] !== undefined)
            setLayout({ editorShare: layout['editor-pane'] });
        }}
      >
        <SplitPane id="editor-pane" defaultSize={`${share}%`} minSize={64}>
          <section aria-label="Editor" className={styles.editor} data-region="editor">
            <ErrorBoundary part="The editor">
              <SqlEditor documentId={documentId} title={title} failure={failure} />
            </ErrorBoundary>
          </section>
        </SplitPane>
        <SplitHandle label="Height of the editor" direction="vertical" />
        <SplitPane id="panes" minSize={120}>
          <Panes documentId={documentId} />
        </SplitPane>
      </Split>
    </div>
  );
}
