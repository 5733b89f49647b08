import styles from './Details.module.css';

/** A text of many lines, as it is, in a box that scrolls. */
export function TextBox({ children }: { children: string }) {
  return <pre className={styles.text}>{children}</pre>;
}

/** The engine's or the system's full text, folded. */
export function Details({ text }: { text: string }) {
  return (
    <details className={styles.details}>
      <summary>Details</summary>
      <TextBox>{text}</TextBox>
    </details>
  );
}
