import type { ReactNode } from 'react';
import styles from './Facts.module.css';

interface Props {
  name: string;
  children: ReactNode;
  /** The value is worth a second look. Default false. */
  warning?: boolean | undefined;
}

/** A name and its value, in a `dl`. The names' width is `--fact-name` there, 76 px unless told. */
export function Fact({ name, children, warning = false }: Props) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={warning ? styles.warning : undefined}>{children}</dd>
    </div>
  );
}
