import { classNames } from './classNames';
import styles from './Kbd.module.css';

/** A key combination as text, for example `Ctrl+T`. `plain` leaves out the frame, for use inside a button. */
export function Kbd({ keys, plain = false }: { keys: string; plain?: boolean }) {
  return <kbd className={classNames(styles.kbd, plain && styles.plain)}>{keys}</kbd>;
}
