import { FilePlus2 } from 'lucide-react';
import type { DocumentId } from '../../shared/identity';
import { EmptyState } from '../base';
import { CommandButton } from '../commands';
import { focusEditor } from '../editor';
import { selectActiveDocument, TabStrip, useWorkspace } from '../workspace';
import { viewOf } from './documentViews';
import { RunDot } from './RunDot';
import styles from './WorkArea.module.css';

const PANEL_ID = 'work-panel';

const runDot = (documentId: DocumentId) => <RunDot documentId={documentId} />;

/** The tab strip and the document on show. */
export function WorkArea() {
  const shown = useWorkspace(selectActiveDocument);
  return (
    <main className={styles.area}>
      <div data-region="tabs">
        <TabStrip panelId={PANEL_ID} onClick={focusEditor} renderState={runDot} />
      </div>
      <div id={PANEL_ID} role="tabpanel" aria-label={shown?.title ?? 'No tab'} className={styles.panel}>
        {shown && viewOf(shown)}
        {!shown && (
          <EmptyState
            title="No tab is open"
            icon={<FilePlus2 size={24} aria-hidden="true" />}
            actions={<CommandButton command="tab.new" variant="primary" />}
          >
            Open a saved query from the side bar, or start a new one.
          </EmptyState>
        )}
      </div>
    </main>
  );
}
