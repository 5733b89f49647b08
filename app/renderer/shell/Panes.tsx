import type { DocumentId } from '../../shared/identity';
import type { PaneId } from '../../shared/workspace';
import { ErrorBoundary, type TabItem, Tabs } from '../base';
import { MessagesPane } from '../messages';
import { PlanPane } from '../plan';
import { ResultTabs, ResultTools } from '../results';
import { selectPane, showPane, useWorkspace } from '../workspace';
import styles from './Panes.module.css';

/** What came of a run: its rows, its plan and its messages. */
export function Panes({ documentId }: { documentId: DocumentId }) {
  const pane = useWorkspace(selectPane);
  const items: (TabItem & { id: PaneId })[] = [
    { id: 'results', title: 'Results', content: <ResultTabs documentId={documentId} /> },
    { id: 'plan', title: 'Plan', content: <PlanPane documentId={documentId} /> },
    { id: 'messages', title: 'Messages', content: <MessagesPane documentId={documentId} /> },
  ];
  return (
    <section aria-label="Results, plan and messages" className={styles.panes} data-region="panes">
      <Tabs
        label="Results, plan and messages"
        items={items.map((item) => ({
          ...item,
          content: (
            <ErrorBoundary part={`The pane “${item.title}”`} resetKey={documentId}>
              {item.content}
            </ErrorBoundary>
          ),
        }))}
        selected={pane}
        onSelect={(id) => showPane(id as PaneId)}
        trailing={<ResultTools documentId={documentId} />}
      />
    </section>
  );
}
