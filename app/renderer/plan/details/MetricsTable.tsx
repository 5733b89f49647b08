import { formatBytes, formatCount, formatNs } from '../../../shared/figures';
import type { PlanMetric } from '../../../shared/plan';
import styles from './NodeDetails.module.css';

/** Every metric with its sum over the partitions, and small bars where it is kept per partition. */
export function MetricsTable({ metrics }: { metrics: readonly PlanMetric[] }) {
  return (
    <table className={styles.metrics}>
      <thead className={styles.unseen}>
        <tr>
          <th>Metric</th>
          <th>By partition</th>
          <th>Sum</th>
        </tr>
      </thead>
      <tbody>
        {grouped(metrics).map(({ name, unit, sum, values }) => (
          <tr key={name}>
            <th scope="row" title={name}>
              {name.replaceAll('_', ' ')}
            </th>
            <td>{values.length > 1 && <Spark values={values} />}</td>
            <td className={styles.sum}>{formatMetric(sum, unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Spark({ values }: { values: readonly number[] }) {
  const max = Math.max(...values);
  if (max <= 0) return null;
  return (
    <span className={styles.spark} aria-hidden="true">
      {values.map((value, index) => (
        <span key={index} style={{ height: `${Math.max(8, (value / max) * 100)}%` }} />
      ))}
    </span>
  );
}

interface Group {
  name: string;
  unit: PlanMetric['unit'];
  sum: number;
  /** By partition. */
  values: number[];
}

function grouped(metrics: readonly PlanMetric[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { name, unit, value, partition } of metrics) {
    const group = groups.get(name) ?? { name, unit, sum: 0, values: [] };
    groups.set(name, group);
    // Ratios do not add up: the last one stands.
    group.sum = unit === 'ratio' ? value : group.sum + value;
    if (partition !== null) group.values[partition] = (group.values[partition] ?? 0) + value;
  }
  return [...groups.values()].map((group) => ({
    ...group,
    values: Array.from(group.values, (value) => value ?? 0),
  }));
}

function formatMetric(value: number, unit: PlanMetric['unit']): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 'nanoseconds':
      return formatNs(value);
    case 'ratio':
      return `${(value * 100).toFixed(1)} %`;
    case 'count':
      return formatCount(value);
  }
}
