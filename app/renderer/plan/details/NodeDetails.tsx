import { formatBytes, formatCount, formatQuantity } from '../../../shared/figures';
import type { PlanNode, PlanStage } from '../../../shared/plan';
import { Fact, Facts } from '../../base';
import { isMisestimated, perPartition, rowsText, selfTimeText, skewOf } from '../measures';
import { MetricsTable } from './MetricsTable';
import styles from './NodeDetails.module.css';
import { PartitionBars } from './PartitionBars';
import { PlanText } from './PlanText';

interface Props {
  stage: PlanStage;
  node: PlanNode | undefined;
  partial: boolean;
}

/** All that is known of one operator; without one, of the stage as a whole. */
export function NodeDetails({ stage, node, partial }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling pane has to be reachable by keyboard
    <section aria-label="Details of the operator" tabIndex={0} className={styles.details}>
      {node ? <Operator stage={stage} node={node} partial={partial} /> : <Stage stage={stage} />}
    </section>
  );
}

function Stage({ stage }: { stage: PlanStage }) {
  const { kind, nodes, text } = stage;
  return (
    <>
      <h3 className={styles.title}>{kind === 'logical' ? 'Logical plan' : 'Physical plan'}</h3>
      <p className={styles.hint}>
        {formatQuantity(nodes.length, 'operator')}. Select one to see its details.
      </p>
      <h4 className={styles.heading}>As text</h4>
      <PlanText text={text} />
    </>
  );
}

function Operator({ stage, node, partial }: { stage: PlanStage; node: PlanNode; partial: boolean }) {
  const rows = perPartition(node, 'output_rows');
  const skew = skewOf(rows);
  return (
    <>
      <h3 className={styles.title}>{node.title}</h3>
      <p className={styles.detail}>{node.detail || node.operator}</p>
      <Facts className={styles.facts}>
        {factsOf(stage, node, partial).map(({ name, value, warning }) => (
          <Fact key={name} name={name} warning={warning}>
            {value}
          </Fact>
        ))}
      </Facts>
      {rows.length > 1 && (
        <>
          <h4 className={styles.heading}>Rows per partition</h4>
          <PartitionBars label="Rows per partition" values={rows} highlighted={skew?.partition ?? null} />
          {skew && (
            <p className={styles.warning}>
              Partition {skew.partition} has {skew.factor.toFixed(1)}× the median.
            </p>
          )}
        </>
      )}
      {node.metrics && node.metrics.all.length > 0 && (
        <>
          <h4 className={styles.heading}>Metrics</h4>
          <MetricsTable metrics={node.metrics.all} />
        </>
      )}
      {node.columns.length > 0 && (
        <>
          <h4 className={styles.heading}>Output columns · {formatCount(node.columns.length)}</h4>
          <ul className={styles.columns}>
            {node.columns.map((column, index) => (
              <li key={index} title={`${column.name}: ${column.type}`}>
                <span className={styles.type}>{column.shortType}</span>
                <span className={styles.column}>{column.name}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface FactRow {
  name: string;
  value: string;
  warning?: boolean;
}

function factsOf(stage: PlanStage, node: PlanNode, partial: boolean): FactRow[] {
  const { metrics, partitioning, ordering, attributes } = node;
  const facts: FactRow[] = [{ name: 'Operator', value: node.operator }];
  const add = (name: string, value: string | null | undefined) => value && facts.push({ name, value });
  const rows = rowsText(node);
  if (rows) {
    const name = metrics?.rows != null && node.estimatedRows ? 'Rows, expected → actual' : 'Rows';
    facts.push({ name, value: rows.replace(/ rows?$/, ''), warning: isMisestimated(node, partial) });
  }
  if (metrics) {
    add('Self time (CPU), all partitions', selfTimeText(stage, node));
    add('Read', metrics.bytesRead ? formatBytes(metrics.bytesRead) : null);
    add('Memory, peaks of all partitions', metrics.memoryBytes ? formatBytes(metrics.memoryBytes) : null);
    add(
      'Spilled',
      metrics.spilledBytes ? `${formatBytes(metrics.spilledBytes)} in ${metrics.spillCount} files` : null,
    );
  }
  add('Partitioning', partitioning);
  add('Ordering', ordering);
  for (const { name, value } of attributes) add(name.charAt(0).toUpperCase() + name.slice(1), value);
  return facts;
}
