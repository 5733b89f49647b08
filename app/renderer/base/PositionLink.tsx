import styles from './PositionLink.module.css';
import type { Position } from './position';

interface Props {
  at: Position;
  /** Shows the position in the editor; without it, the position is text only. */
  onGoTo?: ((at: Position) => void) | undefined;
}

/** `line 3, column 5`, leading there where that is possible. */
export function PositionLink({ at, onGoTo }: Props) {
  const text = `line ${at.line}, column ${at.column}`;
  if (!onGoTo) return text;
  return (
    <button type="button" className={styles.link} title="Show in the editor" onClick={() => onGoTo(at)}>
      {text}
    </button>
  );
}
