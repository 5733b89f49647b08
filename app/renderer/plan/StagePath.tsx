import type { PlanStage, StageId } from '../../shared/plan';
import { Choice, Option } from '../base';
import styles from './PlanBar.module.css';
import { type PlanMode, setMode, usePlanView } from './viewStore';

const STAGE_NAMES: Record<StageId, string> = {
  initial: 'Initial',
  optimized: 'Optimized',
  physical: 'Physical',
  executed: 'Executed',
};

const STAGE_HINTS: Record<StageId, string> = {
  initial: 'The logical plan as the SQL says it',
  optimized: 'The logical plan after the optimizer',
  physical: 'The physical plan: what would be executed',
  executed: 'The physical plan with what it measured',
};

const MODES: readonly { id: PlanMode; title: string }[] = [
  { id: 'graph', title: 'Graph' },
  { id: 'tree', title: 'Tree' },
  { id: 'bytes', title: 'Bytes' },
];

interface StagePathProps {
  stages: readonly PlanStage[];
  selected: StageId;
  onSelect(stage: StageId): void;
  /** Shown after a stage's name, for example how long it ran. */
  notes?: Partial<Record<StageId, string>>;
}

/** The way of a plan through its stages; one is on show. */
export function StagePath({ stages, selected, onSelect, notes = {} }: StagePathProps) {
  return (
    <Choice label="Stage of the plan" selected={selected} onSelect={onSelect} className={styles.path}>
      {stages.map(({ id }, index) => (
        <span key={id} className={styles.step}>
          {index > 0 && <span className={styles.link} aria-hidden="true" />}
          <Option value={id} className={styles.stage}>
            <span title={STAGE_HINTS[id]}>{STAGE_NAMES[id]}</span>
            {notes[id] && <span className={styles.note}>{notes[id]}</span>}
          </Option>
        </span>
      ))}
    </Choice>
  );
}

/** Switches between the graph, the tree-grid and, where there are any, the bytes. */
export function ModeSwitch({ bytes = false }: { bytes?: boolean }) {
  const mode = usePlanView((state) => state.mode);
  const selected = mode === 'bytes' && !bytes ? 'graph' : mode;
  return (
    <Choice label="View of the plan" selected={selected} onSelect={setMode} className={styles.modes}>
      {MODES.filter(({ id }) => bytes || id !== 'bytes').map(({ id, title }) => (
        <Option key={id} value={id} className={styles.mode}>
          {title}
        </Option>
      ))}
    </Choice>
  );
}
