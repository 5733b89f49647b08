import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import { classNames } from './classNames';
import styles from './Progress.module.css';

export interface ProgressBarProps {
  label: string;
  /** 0 to 1; leave out when the end is unknown. */
  value?: number | undefined;
}

/** A thin bar that fills as work goes on, or moves when its end is unknown. */
export function ProgressBar({ label, value }: ProgressBarProps) {
  const known = value !== undefined;
  return (
    <AriaProgressBar
      aria-label={label}
      className={classNames(styles.bar)}
      isIndeterminate={!known}
      {...(known ? { value: value * 100 } : {})}
    >
      <span
        className={known ? styles.fill : styles.moving}
        style={known ? { transform: `scaleX(${Math.min(Math.max(value, 0), 1)})` } : undefined}
      />
    </AriaProgressBar>
  );
}
