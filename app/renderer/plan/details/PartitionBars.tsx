import { formatCount } from '../../../shared/figures';
import { classNames } from '../../base';
import styles from './NodeDetails.module.css';

interface Props {
  label: string;
  values: readonly number[];
  /** The partition that stands out. */
  highlighted: number | null;
}

/** One bar per partition, as high as its share of the largest. */
export function PartitionBars({ label, values, highlighted }: Props) {
  const max = Math.max(1, ...values);
  const words = values.map((value, index) => `${index}: ${formatCount(value)}`).join(', ');
  return (
    <div role="img" aria-label={`${label}: ${words}`} className={styles.bars}>
      {values.map((value, index) => (
        <span
          key={index}
          title={`Partition ${index}: ${formatCount(value)}`}
          className={classNames(styles.bar, index === highlighted && styles.high)}
          style={{ height: `${Math.max(3, (value / max) * 100)}%` }}
        />
      ))}
    </div>
  );
}
