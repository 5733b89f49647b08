// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { type CSSProperties, type KeyboardEvent, useId } from 'react';
import { useRowWindow } from '../../base';
import { slowest } from '../measures';
import { treeKey } from '../outline';
import type { PlanViewProps } from '../viewProps';
import styles from './PlanTree.module.css';
import { operatorWidth, TreeRow } from './TreeRow';

/** As `.row` in the style sheet, in pixels. */
const ROW_HEIGHT = 26;
/** Least and greatest width that the first column asks for, in pixels. */
const OPERATOR = { min: 200, max: 360 };

const COLUMNS = ['Operator', 'Argument', 'Rows expected', 'Rows', 'Self time', 'Partitions'];

/** A plan as a tree-grid: the twin of the graph for any size of plan, for the keyboard and for screen readers. */
export function PlanTree({ stage, partial, items, selected, onSelect, onToggle }: PlanViewProps) {
  const id = useId();
  const max = slowest(stage);
  const index = items.findIndex(({ node }) => node.id === selected);

  const { scroller, onScroll, first, end, page } = useRowWindow(items.length, ROW_HEIGHT, index);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller.current) return;
    const act = treeKey(items, selected, event.key, page);
    if (!act) return;
    event.preventDefault();
    if ('select' in act) onSelect(act.select);
    else onToggle(act.toggle);
  }

  const wanted = Math.max(OPERATOR.min, ...items.map(operatorWidth));
  return (
    <div
      ref={scroller}
      role="treegrid"
      aria-label="Plan tree"
      aria-rowcount={items.length + 1}
      aria-colcount={COLUMNS.length}
      aria-activedescendant={index >= 0 ? `${id}-${selected}` : undefined}
      data-testid="plan-tree"
      tabIndex={0}
      className={styles.tree}
      style={{ '--operator-width': `${Math.min(OPERATOR.max, wanted)}px` } as CSSProperties}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className={styles.header}>
        {COLUMNS.map((title, column) => (
          <span key={title} role="columnheader" aria-colindex={column + 1} className={styles.heading}>
            {title}
          </span>
        ))}
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: items.length * ROW_HEIGHT }}>
        {items.slice(first, end).map((item, offset) => (
          <TreeRow
            key={item.node.id}
            id={`${id}-${item.node.id}`}
            item={item}
            index={first + offset}
            y={(first + offset) * ROW_HEIGHT}
            slowestNs={max}
            partial={partial}
            selected={item.node.id === selected}
            onSelect={() => {
              scroller.current?.focus({ preventScroll: true });
              onSelect(item.node.id);
            }}
            onToggle={() => onToggle(item.node.id)}
          />
        ))}
      </div>
    </div>
  );
}
