import { useMemo } from 'react';
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
export function QueryTab({ tabId, title }: { tabId: string; title: string }) {
  const share = useWorkspace.getState().layout['editorShare'];
  const error = useRunPart(tabId, (run) => (run.phase === 'failed' ? run.error : null));
  const origin = useRunPart(tabId, (run) => (run.phase === 'failed' ? run.task.origin : null));
  const failure = useMemo(() => (error && origin ? { error, origin } : null), [error, origin]);

  return (
    <div className={styles.tab}>
      <ActionBar tabId={tabId} />
      <Split
        orientation="vertical"
        className={styles.split}
        onLayoutChanged={(layout, { isUserInteraction }) => {
          if (isUserInteraction && layout['editor-pane'] !== undefined)
            setLayout('editorShare', layout['editor-pane']);
        }}
      >
        <SplitPane
          id="editor-pane"
          defaultSize={`${typeof share === 'number' ? share : EDITOR_SHARE}%`}
          minSize={64}
        >
          <section aria-label="Editor" className={styles.editor} data-region="editor">
            <ErrorBoundary part="The editor">
              <SqlEditor tabId={tabId} title={title} failure={failure} />
            </ErrorBoundary>
          </section>
        </SplitPane>
        <SplitHandle label="Height of the editor" direction="vertical" />
        <SplitPane id="panes" minSize={120}>
          <Panes tabId={tabId} />
        </SplitPane>
      </Split>
    </div>
  );
}
