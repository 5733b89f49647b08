import { useState } from 'react';
import { formatQuantityOrNone } from '../../shared/figures';
import type { ConsentItem, PlanInspection, Replanned } from '../../shared/planFile';
import { layerOf } from '../../shared/planLayer';
import { Button, toastError } from '../base';
import { call, isCancelled, toAppError } from '../bridge';
import type { SavedPlanConsent } from '../query';
import { withActivity } from '../workspace';
import styles from './PlanFileView.module.css';
import { ReplanDialog } from './ReplanDialog';
import { WriteDialog } from './WriteDialog';

interface Props {
  inspection: PlanInspection;
  /** True while another kind is being read. */
  isDisabled: boolean;
  onRun(inspection: PlanInspection, consent: SavedPlanConsent): void;
}

/** Runs the plan, after asking what has to be asked: whether it may write, or whether to plan it again. */
export function RunButtons({ inspection, isDisabled, onRun }: Props) {
  const [asking, setAsking] = useState(false);
  const [replanned, setReplanned] = useState<Replanned | null>(null);
  /** A plan made again that would write, on its way through the question. */
  const [agreed, setAgreed] = useState<Replanned | null>(null);
  const [planning, setPlanning] = useState(false);
  const { refusal, consent, manifest } = inspection;
  const again = refusal?.code === 'plan_version_differs' && manifest;

  const run = async () => {
    if (consent && !(await isApproved(inspection))) setAsking(true);
    else onRun(inspection, {});
  };
  const plan = async () => {
    setPlanning(true);
    try {
      const { path, kind } = inspection;
      setReplanned(
        await withActivity('Planning again', (signal) => call('plan:replan', { path, kind }, { signal })),
      );
    } catch (thrown) {
      if (!isCancelled(thrown)) toastError(toAppError(thrown), 'The plan could not be made again');
    } finally {
      setPlanning(false);
    }
  };

  return (
    <>
      {refusal === null && (
        <>
          <span className={styles.consent}>
            <span>{effectOf(inspection)}</span>
          </span>
          <Button variant="primary" isDisabled={isDisabled} onPress={() => void run()}>
            {consent ? 'Run this plan…' : 'Run this plan'}
          </Button>
        </>
      )}
      {again && (
        <>
          <span className={styles.consent}>
            <span>Reads the tables its SQL names</span>
          </span>
          <Button variant="primary" isDisabled={isDisabled || planning} onPress={() => void plan()}>
            Plan again from SQL…
          </Button>
        </>
      )}
      <WriteDialog
        asks={asking ? (inspection.asks ?? []) : (agreed?.asks ?? null)}
        canRemember={asking}
        onClose={() => {
          setAsking(false);
          setAgreed(null);
        }}
        onAllow={(remember) => {
          const more = agreed ? { replanned: agreed.sha256 } : {};
          onRun(inspection, { allowWrite: true, ...(remember && { remember }), ...more });
        }}
      />
      <ReplanDialog
        replanned={replanned}
        onClose={() => setReplanned(null)}
        onRun={(made) => {
          if (made.consent) setAgreed(made);
          else onRun(inspection, { replanned: made.sha256 });
        }}
      />
    </>
  );
}

async function isApproved({ sha256, kind }: PlanInspection): Promise<boolean> {
  try {
    const approvals = await call('approvals:list', undefined);
    return approvals.some((approval) => approval.sha256 === sha256 && approval.layer === layerOf(kind));
  } catch {
    // Not knowing is no consent.
    return false;
  }
}

function effectOf({ reads, asks = [] }: PlanInspection): string {
  const files = new Set(reads.map(({ url }) => url)).size;
  const more = EFFECTS.filter(([effect]) => asks.some((item) => item.effect === effect));
  return [`Reads ${formatQuantityOrNone(files, 'file')}`, ...more.map(([, words]) => words)].join(' and ');
}

const EFFECTS: readonly [ConsentItem['effect'], string][] = [
  ['writes', 'writes'],
  ['changesSession', 'changes the session'],
  ['runsForeignCode', 'runs the code of an extension'],
  ['unknown', 'has parts of an unknown kind'],
];
