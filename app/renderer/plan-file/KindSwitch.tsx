import type { PlanKind } from '../../shared/planFile';
import { Segment, SegmentedControl } from '../base';
import styles from './KindSwitch.module.css';

const KIND_NAMES: Record<PlanKind, string> = {
  logical: 'Logical',
  optimized: 'Optimized',
  physical: 'Physical',
};

const KIND_HINTS: Record<PlanKind, string> = {
  logical: 'The logical plan before the optimizer',
  optimized: 'The logical plan after the optimizer',
  physical: 'The physical plan',
};

interface Props {
  kinds: readonly PlanKind[];
  selected: PlanKind;
  onSelect(kind: PlanKind): void;
}

/** Which of the plans in the file is on show, and would run. A single one is only named. */
export function KindSwitch({ kinds, selected, onSelect }: Props) {
  if (kinds.length < 2) return <span className={styles.single}>{KIND_NAMES[selected]} plan</span>;
  return (
    <SegmentedControl
      label="Plan in the file"
      selected={selected}
      onSelect={onSelect}
      className={styles.kinds}
    >
      {kinds.map((kind) => (
        <Segment key={kind} value={kind} className={styles.kind}>
          <span title={KIND_HINTS[kind]}>{KIND_NAMES[kind]}</span>
        </Segment>
      ))}
    </SegmentedControl>
  );
}
