// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { ChevronDown, ChevronRight } from 'lucide-react';
import { formatCount, formatNs, formatShortCount } from '../../../shared/figures';
import { classNames } from '../../base';
import { HeatBar } from '../Heat';
import { heatOf, isMisestimated, SELF_TIME } from '../measures';
import type { OutlineItem } from '../outline';
import styles from './PlanTree.module.css';

/** Pixels per level, and the deepest level that is still indented. */
const INDENT = 12;
const DEEPEST = 24;
/** About the width of a letter of a title, in pixels. */
const LETTER = 7;

/** Pixels that the first column needs to show a row's indented title whole. */
export function operatorWidth({ node, depth }: OutlineItem): number {
  return 48 + Math.min(depth, DEEPEST) * INDENT + node.title.length * LETTER;
}

export interface TreeRowProps {
  id: string;
  item: OutlineItem;
  index: number;
  y: number;
  slowestNs: number;
  partial: boolean;
  selected: boolean;
  onSelect(): void;
  onToggle(): void;
}

/** One operator as a row. */
export function TreeRow({
  id,
  item,
  index,
  y,
  slowestNs,
  partial,
  selected,
  onSelect,
  onToggle,
}: TreeRowProps) {
  const { node, depth, collapsed, hidden } = item;
  const selfTime = node.metrics?.selfTimeNs ?? null;
  const heat = heatOf(selfTime, slowestNs);
  const rows = node.metrics?.rows ?? null;
  const Chevron = collapsed ? ChevronRight : ChevronDown;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the treegrid handles the keys of all its rows
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-posinset={item.position}
      aria-setsize={item.siblings}
      aria-expanded={node.children.length > 0 ? !collapsed : undefined}
      aria-selected={selected}
      className={classNames(styles.row, selected && styles.selected)}
      style={{ top: y }}
      onClick={onSelect}
      onDoubleClick={node.children.length > 0 ? onToggle : undefined}
    >
      <span
        role="gridcell"
        aria-colindex={1}
        className={styles.operator}
        style={{ paddingLeft: 8 + Math.min(depth, DEEPEST) * INDENT }}
        title={node.operator}
      >
        {node.children.length > 0 ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={collapsed ? 'Expand' : 'Collapse'}
            className={styles.chevron}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            <Chevron size={13} />
          </button>
        ) : (
          <span className={styles.chevron} />
        )}
        <span className={styles.title}>{node.title}</span>
        {hidden > 0 && <span className={styles.hidden}>+{formatCount(hidden)}</span>}
      </span>
      <span role="gridcell" aria-colindex={2} className={styles.argument} title={node.argument}>
        {node.argument}
      </span>
      <span role="gridcell" aria-colindex={3} className={styles.number}>
        {node.estimatedRows &&
          `${node.estimatedRows.exact ? '' : '≈ '}${formatShortCount(node.estimatedRows.value)}`}
      </span>
      <span
        role="gridcell"
        aria-colindex={4}
        className={classNames(styles.number, isMisestimated(node, partial) && styles.off)}
      >
        {rows !== null && formatCount(rows)}
      </span>
      <span role="gridcell" aria-colindex={5} className={styles.time}>
        {selfTime !== null && (
          <>
            <HeatBar
              share={slowestNs > 0 ? Math.max(0.02, selfTime / slowestNs) : 0}
              heat={heat}
              className={styles.bar}
            />
            <span className={styles.measured} title={SELF_TIME}>
              {formatNs(selfTime)}
            </span>
          </>
        )}
      </span>
      <span role="gridcell" aria-colindex={6} className={styles.number}>
        {node.partitions}
      </span>
    </div>
  );
}
