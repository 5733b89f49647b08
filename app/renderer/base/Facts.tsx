import type { ReactNode } from 'react';
import { classNames } from './classNames';
import styles from './Facts.module.css';

/** Names and their values in two columns: one {@link Fact} for each. */
export function Facts({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return <dl className={classNames(styles.facts, className)}>{children}</dl>;
}

interface FactProps {
  name: string;
  children: ReactNode;
  /** The value is worth a second look. Default false. */
  warning?: boolean | undefined;
}

/** A name and its value. */
export function Fact({ name, children, warning = false }: FactProps) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={warning ? styles.warning : undefined}>{children}</dd>
    </div>
  );
}
