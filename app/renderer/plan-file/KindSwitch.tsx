import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { PlanKind } from '../../shared/planFile';
import { classNames } from '../base';
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
    <ToggleButtonGroup
      aria-label="Plan in the file"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const [kind] = keys;
        if (kind) onSelect(kind as PlanKind);
      }}
      className={classNames(styles.kinds)}
    >
      {kinds.map((kind) => (
        <ToggleButton key={kind} id={kind} className={classNames(styles.kind)}>
          <span title={KIND_HINTS[kind]}>{KIND_NAMES[kind]}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
