import styles from './Progress.module.css';

/** A small turning ring for work of unknown length. Decorative: say in words beside it what goes on. */
export function Spinner() {
  return <span className={styles.spinner} aria-hidden="true" />;
}
