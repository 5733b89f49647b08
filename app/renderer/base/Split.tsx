import { Group, type GroupProps, Panel, Separator } from 'react-resizable-panels';
import { classNames } from './classNames';
import styles from './Split.module.css';

/** A group of panes along one direction; wrap its children in {@link SplitPane}, with a {@link SplitHandle} between. */
export function Split({ className, ...props }: GroupProps) {
  return <Group {...props} className={classNames(styles.group, className)} />;
}

export { Panel as SplitPane };

/** The hairline between two panes: drag it, or focus it and use the arrow keys. */
export function SplitHandle({ label, direction }: { label: string; direction: 'horizontal' | 'vertical' }) {
  return <Separator aria-label={label} className={classNames(styles.handle, styles[direction])} />;
}
