import { ErrorBoundary, type TabItem, Tabs } from '../base';
import { MessagesPane } from '../messages';
import { PlanPane } from '../plan';
import { ResultsPane, RunSummary } from '../results';
import { type PaneId, showPane, useWorkspace } from '../workspace';
import styles from './Panes.module.css';

/** What came of a run: its rows, its plan and its messages. */
export function Panes({ tabId }: { tabId: string }) {
  const pane = useWorkspace((state) => state.pane);
  const items: (TabItem & { id: PaneId })[] = [
    { id: 'results', title: 'Results', content: <ResultsPane tabId={tabId} /> },
    { id: 'plan', title: 'Plan', content: <PlanPane tabId={tabId} /> },
    { id: 'messages', title: 'Messages', content: <MessagesPane tabId={tabId} /> },
  ];
  return (
    <section aria-label="Results, plan and messages" className={styles.panes} data-region="panes">
      <Tabs
        label="Results, plan and messages"
        items={items.map((item) => ({
          ...item,
          content: (
            <ErrorBoundary part={`The pane “${item.title}”`} resetKey={tabId}>
              {item.content}
            </ErrorBoundary>
          ),
        }))}
        selected={pane}
        onSelect={(id) => showPane(id as PaneId)}
        trailing={<RunSummary tabId={tabId} />}
      />
    </section>
  );
}
