import type { NodeMetrics, PlanNode } from '../../shared/plan';

/** A filter of a plan, but for what `more` says. */
export function planNode(id: number, children: number[] = [], more: Partial<PlanNode> = {}): PlanNode {
  return {
    id,
    operator: 'FilterExec',
    title: 'Filter',
    argument: '',
    detail: '',
    attributes: [],
    columns: [],
    estimatedRows: null,
    partitioning: null,
    partitions: null,
    ordering: null,
    metrics: null,
    children,
    ...more,
  };
}

/** Metrics that say nothing but `more`. */
export function nodeMetrics(more: Partial<NodeMetrics>): NodeMetrics {
  const none = { rows: null, selfTimeNs: null, bytesRead: null, spillCount: null, spilledBytes: null };
  return { ...none, memoryBytes: null, all: [], ...more };
}
