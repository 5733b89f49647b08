import type { EdgeProps } from '@xyflow/react';
import type { RowsEdge } from './flow';
import styles from './PlanGraph.module.css';

/** The flow of rows from an operator to its parent; its width shows their number. */
export function FlowEdge({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<RowsEdge>) {
  const middle = (sourceY + targetY) / 2;
  const path = `M ${sourceX} ${sourceY} C ${sourceX} ${middle}, ${targetX} ${middle}, ${targetX} ${targetY}`;
  return <path d={path} className={styles.edge} strokeWidth={data?.width} />;
}
