import { useMemo } from 'react';
import { type TreeGridRow, VirtualTreeGrid } from '../../base';
import { slowest } from '../measures';
import type { OutlineItem } from '../outline';
import type { PlanViewProps } from '../viewProps';
import { planColumns } from './columns';
import styles from './PlanTree.module.css';

/** In pixels. */
const ROW_HEIGHT = 26;
const INDENT = 12;
/** Least and greatest width that the first column asks for, in pixels. */
const OPERATOR = { min: 200, max: 360 };
/** About the width of a letter of a title, in pixels. */
const LETTER = 7;
/** The least that the other columns take, in pixels. */
const OTHERS = 494;

/** A plan as a tree-grid: the twin of the graph for any size of plan, for the keyboard and for screen readers. */
export function PlanTree({ stage, partial, items, selected, onSelect, onToggle }: PlanViewProps) {
  const slowestNs = slowest(stage);
  const columns = useMemo(() => planColumns(slowestNs, partial), [slowestNs, partial]);
  const operator = useMemo(() => {
    let width = OPERATOR.min;
    for (const item of items) width = Math.max(width, operatorWidth(item));
    return Math.min(width, OPERATOR.max);
  }, [items]);
  return (
    <VirtualTreeGrid
      label="Plan tree"
      testId="plan-tree"
      rows={items}
      place={placeOf}
      columns={columns}
      widths={`minmax(${operator}px, 1.2fr) minmax(110px, 2fr) 102px 88px 120px 74px`}
      minWidth={`${operator + OTHERS}px`}
      rowHeight={ROW_HEIGHT}
      indent={INDENT}
      className={styles.tree}
      selected={selected === null ? null : `${selected}`}
      onSelect={({ node }) => onSelect(node.id)}
      onToggle={({ node }) => node.children.length > 0 && onToggle(node.id)}
    />
  );
}

function placeOf({ node, depth, collapsed }: OutlineItem): TreeGridRow {
  return { key: `${node.id}`, depth, expanded: node.children.length > 0 ? !collapsed : undefined };
}

/** Pixels that the first column needs to show a row's indented title whole. */
function operatorWidth({ node, depth }: OutlineItem): number {
  return 48 + depth * INDENT + node.title.length * LETTER;
}
