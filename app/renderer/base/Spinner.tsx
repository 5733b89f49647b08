import styles from './Progress.module.css';

/** A small spinner for work of unknown length. Decorative: needs a text next to it. */
export function Spinner() {
  return <span className={styles.spinner} aria-hidden="true" />;
}
