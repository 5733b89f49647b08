import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Tree as AriaTree,
  type TreeProps as AriaTreeProps,
  Button,
  TreeItem,
  TreeItemContent,
} from 'react-aria-components';
import { classNames } from './classNames';
import styles from './Tree.module.css';

const NONE: ReadonlySet<string> = new Set();

interface TreeProps extends Pick<AriaTreeProps<object>, 'selectionMode' | 'selectionBehavior'> {
  label: string;
  /** The ids of the rows that are unfolded; without it none unfolds. */
  expanded?: ReadonlySet<string>;
  onExpand?(expanded: ReadonlySet<string>): void;
  /** Called with a row's id on double click or Enter; on a click where nothing can be selected. */
  onAction(id: string): void;
  /** One {@link TreeRow} for each. */
  children: ReactNode;
}

/** Rows that unfold to more rows, walked by arrow keys and by typing what they say. */
export function Tree({ label, expanded = NONE, onExpand, onAction, ...props }: TreeProps) {
  return (
    <AriaTree
      {...props}
      expandedKeys={expanded}
      onExpandedChange={(keys) => onExpand?.(new Set([...keys].map(String)))}
      aria-label={label}
      className={classNames(styles.tree)}
      onAction={(key) => onAction(String(key))}
    />
  );
}

interface TreeRowProps {
  id: string;
  /** What the row says, for typing ahead and screen readers. */
  text: string;
  className?: string | undefined;
  children: ReactNode;
  /** The rows below it, each a {@link TreeRow}. */
  rows?: ReactNode;
}

/** One row of a {@link Tree}. */
export function TreeRow({ id, text, className, children, rows }: TreeRowProps) {
  return (
    <TreeItem id={id} textValue={text} className={classNames(styles.row, className)}>
      <TreeItemContent>{children}</TreeItemContent>
      {rows}
    </TreeItem>
  );
}

/** Unfolds the row it stands in. Its name is `label` and then what the row says. */
export function TreeChevron({ label }: { label: string }) {
  return (
    <Button slot="chevron" className={classNames(styles.chevron)} aria-label={label}>
      <ChevronRight size={13} />
    </Button>
  );
}
