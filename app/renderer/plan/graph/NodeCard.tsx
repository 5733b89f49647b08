// biome-ignore-all lint/a11y/useFocusableInteractive: the graph has the focus and points at its active descendant
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { formatCount, formatNs } from '../../../shared/figures';
import { classNames } from '../../base';
import { HeatBar, heatClass } from '../Heat';
import { isMisestimated, rowsText, SELF_TIME } from '../measures';
import type { OperatorNode } from './flow';
import styles from './NodeCard.module.css';

/** The element id of a node's card, for `aria-activedescendant`. */
export function cardId(node: number): string {
  return `plan-node-${node}`;
}

/** One operator: heat at the left edge, what it does, rows expected and actual, its own time. */
export const NodeCard = memo(function NodeCard({ data }: NodeProps<OperatorNode>) {
  const { node, item, selected, partial, heat, share, onToggle } = data;
  const selfTime = node.metrics?.selfTimeNs ?? null;
  const rows = rowsText(node);
  const hasChildren = node.children.length > 0;
  return (
    <div
      id={cardId(node.id)}
      role="treeitem"
      aria-level={item.depth + 1}
      aria-posinset={item.position}
      aria-setsize={item.siblings}
      aria-selected={selected}
      aria-expanded={hasChildren ? !item.collapsed : undefined}
      className={classNames(
        styles.card,
        selected && styles.selected,
        !rows && share === null && styles.brief,
      )}
      title={node.argument ? `${node.title}\n${node.argument}` : node.title}
    >
      <span className={classNames(styles.heat, heatClass(heat))} />
      <span className={styles.head}>
        <span className={styles.title}>{node.title}</span>
        {selfTime !== null && (
          <span className={styles.time} title={SELF_TIME}>
            {formatNs(selfTime)}
          </span>
        )}
      </span>
      <span className={styles.argument}>{node.argument}</span>
      <span className={classNames(styles.rows, isMisestimated(node, partial) && styles.off)}>{rows}</span>
      {share !== null && <HeatBar share={Math.max(share, 0.02)} heat={heat} className={styles.bar} />}
      <Handle type="target" position={Position.Top} className={styles.handle} isConnectable={false} />
      <Handle type="source" position={Position.Bottom} className={styles.handle} isConnectable={false} />
      {hasChildren && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={item.collapsed ? `Expand ${item.hidden} operators` : 'Collapse'}
          className={classNames('nopan', styles.toggle, item.collapsed && styles.collapsed)}
          onClick={(event) => {
            event.stopPropagation();
            onToggle(node.id);
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {item.collapsed ? `+${formatCount(item.hidden)}` : '−'}
        </button>
      )}
    </div>
  );
});
