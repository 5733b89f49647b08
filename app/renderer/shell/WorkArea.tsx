import { FilePlus2 } from 'lucide-react';
import { EmptyState } from '../base';
import { CommandButton } from '../commands';
import { focusEditor } from '../editor';
import { TabStrip, useActiveTab } from '../workspace';
import { PlanTab } from './PlanTab';
import { QueryTab } from './QueryTab';
import { RunDot } from './RunDot';
import styles from './WorkArea.module.css';

const PANEL_ID = 'work-panel';

const runDot = (tabId: string) => <RunDot tabId={tabId} />;

/** The tab strip and the tab on show. */
export function WorkArea() {
  const tab = useActiveTab();
  return (
    <main className={styles.area}>
      <div data-region="tabs">
        <TabStrip panelId={PANEL_ID} onClick={focusEditor} renderState={runDot} />
      </div>
      <div id={PANEL_ID} role="tabpanel" aria-label={tab?.title ?? 'No tab'} className={styles.panel}>
        {tab?.kind === 'query' && <QueryTab tabId={tab.id} title={tab.title} />}
        {tab?.kind === 'plan' && <PlanTab key={tab.id} tabId={tab.id} path={tab.path} opened={tab.opened} />}
        {!tab && (
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
