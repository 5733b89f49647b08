import styles from './Logo.module.css';

/** The mark: a planet's disk with its moon. */
export function Logo() {
  return (
    <svg className={styles.logo} width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <circle className={styles.planet} cx="9.5" cy="10.5" r="7.5" />
      <circle className={styles.moon} cx="15.5" cy="4.5" r="2.5" />
    </svg>
  );
}
