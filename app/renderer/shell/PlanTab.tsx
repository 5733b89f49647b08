import { ErrorBoundary, Split, SplitHandle, SplitPane } from '../base';
import { PlanFileView } from '../plan-file';
import { runSavedPlan, useRunPart } from '../query';
import { showPane } from '../workspace';
import { Panes } from './Panes';
import styles from './QueryTab.module.css';

interface Props {
  tabId: string;
  path: string;
  /** Another number reads the file anew. */
  opened: number;
}

/** A saved plan: what it is and would do; below it, once it was run, what came of it. */
export function PlanTab({ tabId, path, opened }: Props) {
  const idle = useRunPart(tabId, (run) => run.phase === 'idle');
  return (
    <Split orientation="vertical" className={styles.split}>
      <SplitPane id="plan-file" minSize={120}>
        <section aria-label="Saved plan" className={styles.editor} data-region="plan-file">
          <ErrorBoundary part="The saved plan" resetKey={path}>
            <PlanFileView
              key={opened}
              path={path}
              onRun={(inspection, consent) => {
                showPane('results');
                void runSavedPlan(tabId, inspection, consent);
              }}
            />
          </ErrorBoundary>
        </section>
      </SplitPane>
      {!idle && <SplitHandle label="Height of the plan" direction="vertical" />}
      {!idle && (
        <SplitPane id="panes" minSize={120} defaultSize="50%">
          <Panes tabId={tabId} />
        </SplitPane>
      )}
    </Split>
  );
}
