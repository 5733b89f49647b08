import { formatCount, formatNs, formatShortCount } from '../../../shared/figures';
import { classNames, type TreeGridColumn } from '../../base';
import { HeatBar } from '../Heat';
import { heatOf, isMisestimated, SELF_TIME } from '../measures';
import type { OutlineItem } from '../outline';
import styles from './PlanTree.module.css';

/** The columns of a plan; self times are compared with the slowest operator's. */
export function planColumns(slowestNs: number, partial: boolean): readonly TreeGridColumn<OutlineItem>[] {
  return [
    {
      title: 'Operator',
      cell: ({ node, hidden }) => (
        <span className={styles.operator} title={node.operator}>
          <span className={styles.title}>{node.title}</span>
          {hidden > 0 && <span className={styles.hidden}>+{formatCount(hidden)}</span>}
        </span>
      ),
    },
    {
      title: 'Argument',
      className: styles.argument,
      cell: ({ node }) => <span title={node.argument}>{node.argument}</span>,
    },
    {
      title: 'Rows expected',
      right: true,
      cell: ({ node: { estimatedRows } }) =>
        estimatedRows && `${estimatedRows.exact ? '' : '≈ '}${formatShortCount(estimatedRows.value)}`,
    },
    {
      title: 'Rows',
      right: true,
      cell: ({ node }) => {
        const rows = node.metrics?.rows ?? null;
        const text = rows !== null && formatCount(rows);
        return <span className={classNames(isMisestimated(node, partial) && styles.off)}>{text}</span>;
      },
    },
    {
      title: 'Self time',
      right: true,
      cell: ({ node }) => {
        const selfTime = node.metrics?.selfTimeNs ?? null;
        if (selfTime === null) return null;
        const share = slowestNs > 0 ? Math.max(0.02, selfTime / slowestNs) : 0;
        return (
          <span className={styles.time}>
            <HeatBar share={share} heat={heatOf(selfTime, slowestNs)} className={styles.bar} />
            <span className={styles.measured} title={SELF_TIME}>
              {formatNs(selfTime)}
            </span>
          </span>
        );
      },
    },
    { title: 'Partitions', right: true, cell: ({ node }) => node.partitions },
  ];
}
