import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { PlanStage, StageId } from '../../shared/plan';
import { classNames } from '../base';
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
];

interface StagePathProps {
  stages: readonly PlanStage[];
  selected: StageId;
  onSelect(stage: StageId): void;
  /** Said behind a stage's name, for example how long it ran. */
  notes?: Partial<Record<StageId, string>>;
}

/** The way of a plan through its stages; one is on show. */
export function StagePath({ stages, selected, onSelect, notes = {} }: StagePathProps) {
  return (
    <ToggleButtonGroup
      aria-label="Stage of the plan"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const [id] = keys;
        if (id) onSelect(id as StageId);
      }}
      className={classNames(styles.path)}
    >
      {stages.map(({ id }, index) => (
        <span key={id} className={styles.step}>
          {index > 0 && <span className={styles.link} aria-hidden="true" />}
          <ToggleButton id={id} className={classNames(styles.stage)}>
            <span title={STAGE_HINTS[id]}>{STAGE_NAMES[id]}</span>
            {notes[id] && <span className={styles.note}>{notes[id]}</span>}
          </ToggleButton>
        </span>
      ))}
    </ToggleButtonGroup>
  );
}

/** Switches between the graph and the tree-grid. */
export function ModeSwitch() {
  const mode = usePlanView((state) => state.mode);
  return (
    <ToggleButtonGroup
      aria-label="View of the plan"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[mode]}
      onSelectionChange={(keys) => {
        const [id] = keys;
        if (id) setMode(id as PlanMode);
      }}
      className={classNames(styles.modes)}
    >
      {MODES.map(({ id, title }) => (
        <ToggleButton key={id} id={id} className={classNames(styles.mode)}>
          {title}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
