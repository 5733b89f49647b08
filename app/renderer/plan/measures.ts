import { formatCount, formatNs, formatShortCount } from '../../shared/figures';
import type { PlanNode, PlanStage } from '../../shared/plan';

/** How much of a measure an operator takes: quiet, noticeable, high, highest. */
export type Heat = 0 | 1 | 2 | 3;

/** Below this an operator is quiet whatever its share, in nanoseconds. */
const QUIET_NS = 100_000;

/** An estimate that is off by more than this factor is worth a colour. */
const ESTIMATE_TOLERANCE = 2;

/** Counts from here on are shortened on a card. */
const EXACT_BELOW = 10_000_000;

/** Widest and thinnest edge, in pixels. */
const EDGE_WIDEST = 14;
const EDGE_THINNEST = 1.5;

/** Heat of a self time relative to the slowest operator of the plan: that one, and what ties with it, stands out alone. */
export function heatOf(selfTimeNs: number | null, slowestNs: number): Heat {
  if (selfTimeNs === null || selfTimeNs < QUIET_NS || slowestNs <= 0) return 0;
  const share = selfTimeNs / slowestNs;
  if (share >= 0.95) return 3;
  if (share >= 0.5) return 2;
  return share >= 0.2 ? 1 : 0;
}

/** What the short label of a self time stands for. */
export const SELF_TIME = 'Self time: CPU time of this operator alone, all partitions';

/** Self time of the slowest operator, in nanoseconds; 0 where nothing was measured. */
export function slowest(stage: PlanStage): number {
  return stage.nodes.reduce((max, node) => Math.max(max, node.metrics?.selfTimeNs ?? 0), 0);
}

/** `184 ms, 42 % of all operators`; null where it was not measured. */
export function selfTimeText(stage: PlanStage, node: PlanNode): string | null {
  const selfTimeNs = node.metrics?.selfTimeNs ?? null;
  if (selfTimeNs === null) return null;
  const all = stage.nodes.reduce((sum, one) => sum + (one.metrics?.selfTimeNs ?? 0), 0);
  const share = all > 0 ? `, ${Math.round((selfTimeNs / all) * 100)} % of all operators` : '';
  return `${formatNs(selfTimeNs)}${share}`;
}

/** Rows an operator gave out, or else what was expected of it; null where neither is known. */
function rowsOf(node: PlanNode): number | null {
  return node.metrics?.rows ?? node.estimatedRows?.value ?? null;
}

/** Rows that leave an operator upwards: one that counts none in a run passes on what its only child gives. */
export function carriedRows(stage: PlanStage, node: PlanNode): number | null {
  let from = node;
  while (rowsOf(from) === null && stage.id === 'executed' && from.children.length === 1) {
    const child = stage.nodes[from.children[0] ?? -1];
    if (!child) return null;
    from = child;
  }
  return rowsOf(from);
}

/** Most rows that any operator gives out. */
export function mostRows(stage: PlanStage): number {
  return stage.nodes.reduce((max, node) => Math.max(max, rowsOf(node) ?? 0), 0);
}

/** Width of the edge that carries so many rows. */
export function edgeWidth(rows: number | null, max: number): number {
  if (rows === null || rows <= 0 || max <= 0) return EDGE_THINNEST;
  return EDGE_THINNEST + (EDGE_WIDEST - EDGE_THINNEST) * Math.sqrt(Math.min(1, rows / max));
}

/**
 * True where expected and actual rows differ by more than a factor of two. None counts as one row.
 * Of a `partial` run only too many rows tell: too few may still be coming.
 */
export function isMisestimated(node: PlanNode, partial: boolean): boolean {
  const actual = node.metrics?.rows;
  const expected = node.estimatedRows?.value;
  if (actual == null || expected == null || (partial && actual < expected)) return false;
  const [low, high] = [Math.max(1, Math.min(actual, expected)), Math.max(1, actual, expected)];
  return high / low > ESTIMATE_TOLERANCE;
}

/** `900 k → 412,308 rows`, or the known part; empty if nothing is known. */
export function rowsText(node: PlanNode): string {
  const actual = node.metrics?.rows;
  const expected = node.estimatedRows;
  const estimate = expected && `${expected.exact ? '' : '≈ '}${formatShortCount(expected.value)}`;
  const unit = (actual ?? expected?.value) === 1 ? 'row' : 'rows';
  if (actual == null) return estimate ? `${estimate} ${unit} expected` : '';
  const counted = actual < EXACT_BELOW ? formatCount(actual) : formatShortCount(actual);
  return `${expected ? `${formatShortCount(expected.value)} → ` : ''}${counted} ${unit}`;
}

/** Values of a metric by partition, in order; empty when it is not kept per partition. */
export function perPartition(node: PlanNode, name: string): number[] {
  const values: number[] = [];
  for (const metric of node.metrics?.all ?? []) {
    if (metric.name === name && metric.partition !== null) {
      values[metric.partition] = (values[metric.partition] ?? 0) + metric.value;
    }
  }
  return Array.from(values, (value) => value ?? 0);
}

/** The partition that stands out and by which factor of the median; null when none does. */
export function skewOf(values: readonly number[]): { partition: number; factor: number } | null {
  if (values.length < 2) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  const max = sorted.at(-1) ?? 0;
  if (median <= 0 || max / median <= 1.5) return null;
  return { partition: values.indexOf(max), factor: max / median };
}
