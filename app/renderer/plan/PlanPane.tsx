import { Network } from 'lucide-react';
import { type ReactNode, useCallback } from 'react';
import { formatMs, formatPreciseMs } from '../../shared/figures';
import type { DocumentId } from '../../shared/identity';
import type { PhaseTimes } from '../../shared/phases';
import type { StageId } from '../../shared/plan';
import { Button, EmptyState, ErrorNotice, ProgressBar } from '../base';
import { goTo } from '../editor';
import {
  cancelRun,
  inspectOperator,
  isActive,
  phasesOf,
  type StartedRun,
  useElapsed,
  useRun,
} from '../query';
import barStyles from './PlanBar.module.css';
import styles from './PlanPane.module.css';
import { PlanViews } from './PlanViews';
import { ModeSwitch, StagePath } from './StagePath';
import { chooseStage, usePlanView } from './viewStore';

/** The plans of a tab's last run: a path of stages, and the stage on show as graph or tree. */
export function PlanPane({ documentId }: { documentId: DocumentId }) {
  const run = useRun(documentId);
  if (run.phase === 'idle') return <Nothing />;
  const own = run.planTask === run.task.id;
  return (
    <div className={styles.pane} aria-busy={isActive(run)}>
      {isActive(run) && hasPlan(run) && <ProgressBar label={own ? 'Running' : 'Planning'} />}
      <Notices documentId={documentId} run={run} />
      {hasPlan(run) ? (
        <Plan documentId={documentId} run={run} />
      ) : isActive(run) ? (
        <Working documentId={documentId} run={run} />
      ) : (
        run.phase !== 'failed' && !run.planError && <Nothing />
      )}
    </div>
  );
}

/** A run that ended while it was planned has a plan of no stages: none to show. */
function hasPlan({ plan }: StartedRun): boolean {
  return plan !== null && plan.stages.length > 0;
}

function Plan({ documentId, run }: { documentId: DocumentId; run: StartedRun }) {
  const chosen = usePlanView((state) => state.stages[documentId]);
  const stages = run.plan?.stages ?? [];
  const wanted = chosen?.task === run.planTask ? stages.find(({ id }) => id === chosen.stage) : undefined;
  const stage = wanted ?? stages.at(-1);
  const own = run.planTask === run.task.id && run.task.kind !== 'explain';
  const phases = own || run.task.kind === 'explain' ? phasesOf(run) : null;
  const onInspect = useCallback(
    (id: StageId, operator: number | null) =>
      inspectOperator(documentId, id === 'executed' ? operator : null),
    [documentId],
  );
  if (!stage) return null;
  return (
    <>
      <div className={barStyles.bar}>
        <div className={barStyles.line}>
          <StagePath
            stages={stages}
            selected={stage.id}
            onSelect={(id) => chooseStage(documentId, run.planTask, id)}
            notes={notesOf(phases, isActive(run))}
          />
          <ModeSwitch />
        </div>
      </div>
      <div className={styles.views}>
        <PlanViews
          viewKey={documentId}
          stage={stage}
          partial={own && run.phase !== 'done'}
          onInspect={onInspect}
        />
      </div>
    </>
  );
}

/** How long each stage took to make, and the run. */
function notesOf(phases: PhaseTimes | null, active: boolean): Partial<Record<StageId, string>> {
  if (!phases) return {};
  const { parse, plan, optimize, physical, execute } = phases;
  const note = (id: StageId, ms: number | null) => (ms === null ? {} : { [id]: formatPreciseMs(ms) });
  return {
    ...note('initial', plan === null ? parse : (parse ?? 0) + plan),
    ...note('optimized', optimize),
    ...note('physical', physical),
    // It goes on in the bar above the rows meanwhile.
    ...(active ? {} : note('executed', execute)),
  };
}

function Notices({ documentId, run }: { documentId: DocumentId; run: StartedRun }) {
  const earlier = hasPlan(run) && run.planTask !== run.task.id;
  return (
    <>
      {run.phase === 'failed' && (
        <Notice>
          {<ErrorNotice error={run.error} origin={run.task.origin} onGoTo={(at) => goTo(documentId, at)} />}
        </Notice>
      )}
      {run.planError && (
        <Notice>{<ErrorNotice title="The plan could not be read" error={run.planError} />}</Notice>
      )}
      {earlier && (
        <div className={styles.line} role="status">
          <span>Below: the plan of an earlier run.</span>
          {isActive(run) && <Button onPress={() => cancelRun(documentId)}>Cancel</Button>}
        </div>
      )}
    </>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return <div className={styles.notice}>{children}</div>;
}

function Working({ documentId, run }: { documentId: DocumentId; run: StartedRun }) {
  const elapsed = useElapsed(run);
  return (
    <div className={styles.working}>
      <div className={styles.progress}>
        <ProgressBar label="Planning" />
      </div>
      <p className={styles.what}>Planning · {formatMs(elapsed ?? 0)}</p>
      <Button onPress={() => cancelRun(documentId)}>Cancel</Button>
    </div>
  );
}

function Nothing() {
  return (
    <EmptyState title="Run or explain a query to see its plan" icon={<Network size={22} />}>
      Explain plans a statement without running it; a run adds what each operator measured.
    </EmptyState>
  );
}
