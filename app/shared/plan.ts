import { z } from 'zod';
import { phaseTimes } from './phases';
import { field } from './table';

/** One value of one metric; `partition` is null for values that belong to no partition. */
export const planMetric = z.object({
  name: z.string(),
  partition: z.number().int().nullable(),
  /** Count, bytes or nanoseconds, depending on `unit`. */
  value: z.number(),
  unit: z.enum(['count', 'bytes', 'nanoseconds', 'ratio']),
});
export type PlanMetric = z.infer<typeof planMetric>;

export const nodeMetrics = z.object({
  /** Rows that left this operator, summed over partitions. */
  rows: z.number().nullable(),
  /**
   * CPU time of this operator without those below it, nanoseconds summed over partitions: not wall
   * time. Measured by the engine (docs/self-time.md); null if it did not run.
   */
  selfTimeNs: z.number().nullable(),
  bytesRead: z.number().nullable(),
  spillCount: z.number().nullable(),
  spilledBytes: z.number().nullable(),
  /** Sum of the peaks of all partitions, which may occur at different times. */
  memoryBytes: z.number().nullable(),
  all: z.array(planMetric),
});
export type NodeMetrics = z.infer<typeof nodeMetrics>;

export const planNode = z.object({
  /** Index in `PlanStage.nodes`: pre-order, 0 is the root. */
  id: z.number().int(),
  /** DataFusion's own name: `HashJoinExec`, `Projection`. */
  operator: z.string(),
  /** Readable title: `Hash join`, `Scan flights`. */
  title: z.string(),
  /** The argument that distinguishes this operator from similar ones, in one short line; may be empty. */
  argument: z.string(),
  /** DataFusion's one-line display of the operator. */
  detail: z.string(),
  /** Further named properties in reading order. */
  attributes: z.array(z.object({ name: z.string(), value: z.string() })),
  columns: z.array(field),
  estimatedRows: z.object({ value: z.number(), exact: z.boolean() }).nullable(),
  /** Output partitioning, physical plans only: `Hash(a, 4)`. */
  partitioning: z.string().nullable(),
  partitions: z.number().int().nullable(),
  /** Output ordering, physical plans only. */
  ordering: z.string().nullable(),
  metrics: nodeMetrics.nullable(),
  children: z.array(z.number().int()),
});
export type PlanNode = z.infer<typeof planNode>;

export const stageId = z.enum(['initial', 'optimized', 'physical', 'executed']);
export type StageId = z.infer<typeof stageId>;

export const planStage = z.object({
  id: stageId,
  kind: z.enum(['logical', 'physical']),
  nodes: z.array(planNode),
  /** DataFusion's indented text. */
  text: z.string(),
});
export type PlanStage = z.infer<typeof planStage>;

/** The stages of one statement, in order; `executed` only after or during a run. */
export const planSet = z.object({
  sql: z.string(),
  stages: z.array(planStage),
  /** Planning times if nothing ran; otherwise they are in the query's status. */
  phases: phaseTimes.nullable(),
});
export type PlanSet = z.infer<typeof planSet>;

/** The version of a query's plans that a client has. */
export const planRequest = z.object({
  known: z.object({ planId: z.number().int(), version: z.number().int() }).optional(),
  /** Operators of the executed stage for which all metrics are requested. */
  details: z.array(z.number().int().min(0)).max(16).optional(),
  /** Whether the text of the executed stage is requested. */
  text: z.boolean().optional(),
});
export type PlanRequest = z.infer<typeof planRequest>;

const sum = z.number().nullable();

/**
 * Operator, rows, self time in nanoseconds, bytes read, spill count, spilled bytes, memory in bytes: as in
 * {@link NodeMetrics}, in one array since a message may hold thousands.
 */
export const metricSums = z.tuple([z.number().int(), sum, sum, sum, sum, sum, sum]);
export type MetricSums = z.infer<typeof metricSums>;

/** The changes since {@link PlanRequest.known}. */
export const planUpdate = z.object({
  /** Changes with the plans; a client then drops what it has of older ones. */
  planId: z.number().int(),
  /** The stages except the executed one; null if the client has them. */
  plans: planSet.nullable(),
  /** For a plan that was started: its executed stage is the physical one with these metrics. */
  run: z
    .object({
      version: z.number().int(),
      changed: z.array(metricSums),
      details: z.array(z.object({ id: z.number().int(), all: z.array(planMetric) })),
      /** Null unless requested. */
      text: z.string().nullable(),
    })
    .nullable(),
});
export type PlanUpdate = z.infer<typeof planUpdate>;
