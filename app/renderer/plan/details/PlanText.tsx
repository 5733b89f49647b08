import { memo } from 'react';
import styles from './PlanText.module.css';

/** Pixels that one space of indentation takes here, and that a line's rest hangs in. */
const SPACE = 3.6;
const HANG = 10;

/** The engine's text of a plan: long lines are cut after three rows, copying gives them whole. */
export const PlanText = memo(function PlanText({ text }: { text: string }) {
  return (
    <pre className={styles.text}>
      {text.split('\n').map((line, index) => {
        const words = line.trimStart();
        const spaces = line.slice(0, line.length - words.length);
        const hang = spaces.length * SPACE + HANG;
        return (
          <span
            key={index}
            className={styles.line}
            style={{ paddingLeft: hang, textIndent: -hang }}
            title={words}
          >
            <span className={styles.spaces}>{spaces}</span>
            {words}
          </span>
        );
      })}
    </pre>
  );
});
