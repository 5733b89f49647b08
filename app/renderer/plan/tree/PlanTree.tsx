// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import {
  type CSSProperties,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { slowest } from '../measures';
import { treeKey } from '../outline';
import type { PlanViewProps } from '../viewProps';
import styles from './PlanTree.module.css';
import { operatorWidth, TreeRow } from './TreeRow';

/** As `.row` in the style sheet, in pixels. */
const ROW_HEIGHT = 26;
const OVERSCAN = 8;
/** Least and greatest width that the first column asks for, in pixels. */
const OPERATOR = { least: 200, most: 360 };

const COLUMNS = ['Operator', 'Argument', 'Rows expected', 'Rows', 'Self time', 'Partitions'];

/** A plan as a tree-grid: the twin of the graph for any size of plan, for the keyboard and for screen readers. */
export function PlanTree({ stage, partial, items, selected, onSelect, onToggle }: PlanViewProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const most = slowest(stage);
  const index = items.findIndex(({ node }) => node.id === selected);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element || index < 0) return;
    const top = index * ROW_HEIGHT;
    const room = element.clientHeight - ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT > element.scrollTop + room) element.scrollTop = top + ROW_HEIGHT - room;
  }, [index]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller.current) return;
    const act = treeKey(items, selected, event.key, Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 2));
    if (!act) return;
    event.preventDefault();
    if ('select' in act) onSelect(act.select);
    else onToggle(act.toggle);
  }

  const wanted = Math.max(OPERATOR.least, ...items.map(operatorWidth));
  const first = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - OVERSCAN);
  const end = Math.min(items.length, Math.ceil((view.top + view.height) / ROW_HEIGHT) + OVERSCAN);
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
      style={{ '--operator-width': `${Math.min(OPERATOR.most, wanted)}px` } as CSSProperties}
      onScroll={(event) =>
        setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
      }
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
            slowestNs={most}
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
