import { classNames } from './classNames';
import styles from './Kbd.module.css';

/** A key combination as text, for example `Ctrl+T`. `plain`, for use inside a button, has no frame and is no part of its name. */
export function Kbd({ keys, plain = false }: { keys: string; plain?: boolean }) {
  return (
    <kbd aria-hidden={plain || undefined} className={classNames(styles.kbd, plain && styles.plain)}>
      {keys}
    </kbd>
  );
}
