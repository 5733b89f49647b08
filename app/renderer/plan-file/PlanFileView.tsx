import { FileQuestion } from 'lucide-react';
import { baseName } from '../../shared/baseName';
import type { ErrorCode } from '../../shared/errors';
import type { PlanInspection } from '../../shared/planFile';
import {
  Button,
  EmptyState,
  ErrorNotice,
  Fact,
  Facts,
  ProgressBar,
  Split,
  SplitHandle,
  SplitPane,
} from '../base';
import { BytesPane } from '../bytes';
import { ModeSwitch, PlanViews, usePlanView, useSelectedNode } from '../plan';
import type { SavedPlanConsent } from '../query';
import { KindSwitch } from './KindSwitch';
import { PlanFacts } from './PlanFacts';
import styles from './PlanFileView.module.css';
import { RunButtons } from './RunButtons';
import { useInspection } from './useInspection';

export interface PlanFileViewProps {
  path: string;
  /** The user agreed to run the shown plan. */
  onRun(inspection: PlanInspection, consent: SavedPlanConsent): void;
}

/** A saved plan: what it is and what running it would do, all from its bytes. Nothing is touched before the user agrees. */
export function PlanFileView({ path, onRun }: PlanFileViewProps) {
  const { state, show, retry } = useInspection(path);
  const asBytes = usePlanView(({ mode }) => mode === 'bytes');
  const stage = state.phase === 'failed' ? undefined : state.inspection?.stage;
  const [node, selectNode] = useSelectedNode(path, stage);
  if (state.phase === 'failed' && state.error.code === 'cancelled')
    return (
      <EmptyState
        title={`Reading ${baseName(path)} was cancelled`}
        actions={<Button onPress={retry}>Reload</Button>}
      />
    );
  if (state.phase === 'failed') {
    return (
      <div className={styles.view}>
        <header className={styles.head}>
          <h2 className={styles.name} title={path}>
            {baseName(path)}
          </h2>
          <span className={styles.single}>Cannot be shown</span>
        </header>
        <div className={HAS_BYTES.has(state.error.code) ? styles.reason : styles.failed}>
          <ErrorNotice
            title="This plan cannot be shown"
            error={state.error}
            actions={<Button onPress={retry}>Reload</Button>}
          />
          <Facts className={styles.where}>
            <Fact name="Path">
              <code className={styles.path}>{path}</code>
            </Fact>
          </Facts>
        </div>
        {HAS_BYTES.has(state.error.code) && (
          <div className={styles.body}>
            <BytesPane path={path} reported={state.error.code} />
          </div>
        )}
      </div>
    );
  }
  const { inspection } = state;
  if (!inspection) return <ProgressBar label={`Reading ${baseName(path)}`} />;
  const reading = state.phase === 'reading';
  return (
    <div className={styles.view} aria-busy={reading}>
      <header className={styles.head}>
        <div className={styles.what}>
          <h2 className={styles.name} title={inspection.path}>
            {baseName(inspection.path)}
          </h2>
          <KindSwitch kinds={inspection.kinds} selected={inspection.kind} onSelect={show} />
        </div>
        <div className={styles.doing}>
          <ModeSwitch bytes />
          <RunButtons inspection={inspection} isDisabled={reading} onRun={onRun} />
        </div>
      </header>
      {reading && <ProgressBar label="Reading" />}
      {asBytes ? (
        <div className={styles.body}>
          <BytesPane path={path} kind={inspection.kind} node={node} onNode={selectNode} />
        </div>
      ) : (
        <Split orientation="horizontal" className={styles.body}>
          <SplitPane
            id="facts"
            minSize={220}
            defaultSize={328}
            maxSize="70%"
            groupResizeBehavior="preserve-pixel-size"
          >
            <PlanFacts inspection={inspection} />
          </SplitPane>
          <SplitHandle label="Width of the description" direction="horizontal" />
          <SplitPane id="plan" minSize={200}>
            {inspection.stage.nodes.length > 0 ? (
              <PlanViews viewKey={path} stage={inspection.stage} details="selected" />
            ) : (
              <p className={styles.nothing}>
                <FileQuestion size={16} aria-hidden="true" /> The plan holds no operators.
              </p>
            )}
          </SplitPane>
        </Split>
      )}
    </div>
  );
}

/** Errors of files that can be read, but not as plans. */
const HAS_BYTES: ReadonlySet<ErrorCode> = new Set([
  'plan_file_foreign',
  'plan_file_damaged',
  'plan_file_too_new',
  'plan_too_deep',
  // Too many parts, perhaps; a file that is too large for its bytes as well has none to show.
  'plan_file_too_large',
]);
