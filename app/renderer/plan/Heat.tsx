import { classNames } from '../base';
import styles from './Heat.module.css';
import type { Heat } from './measures';

/** The class that paints an element, or a shape of an SVG, in the colour of a measure. */
export function heatClass(heat: Heat): string {
  return styles[`heat${heat}`] ?? '';
}

/** A measure as a bar; `share` of the greatest, 0 to 1. */
export function HeatBar({
  share,
  heat,
  className,
}: {
  share: number;
  heat: Heat;
  className?: string | undefined;
}) {
  return (
    <span className={classNames(styles.bar, className)}>
      <span className={classNames(styles.fill, heatClass(heat))} style={{ width: `${share * 100}%` }} />
    </span>
  );
}
