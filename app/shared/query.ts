import { z } from 'zod';
import { appError } from './errors';
import { phaseTimes } from './phases';
import { field } from './table';

export const queryId = z.string().min(1).max(64);

export const queryPhase = z.enum(['planning', 'running', 'done', 'cancelled', 'failed']);
export type QueryPhase = z.infer<typeof queryPhase>;

/** Why pulling stopped before the end of the result. */
export const truncation = z.object({
  /** `memory`: the memory limit of the session. */
  reason: z.enum(['rows', 'bytes', 'memory']),
  /** The limit that was reached, in rows or bytes. */
  limit: z.number(),
});

export const queryStatus = z.object({
  queryId,
  /** Grows with every change. */
  version: z.number().int(),
  phase: queryPhase,
  /** Known as soon as the plan is. */
  columns: z.array(field).nullable(),
  /** Rows that can be paged now. */
  rows: z.number().int(),
  /** Memory held by these rows, in bytes. */
  bytes: z.number(),
  /** Milliseconds since the start; constant once the query ended. */
  elapsedMs: z.number(),
  phases: phaseTimes,
  truncated: truncation.nullable(),
  /** Index of the running statement in the text, from 0. */
  statement: z.object({ index: z.number().int(), count: z.number().int() }),
  /** True once a statement changed tables, views or settings. */
  catalogChanged: z.boolean(),
  /** What happened, for a statement without rows: "View created". */
  message: z.string().nullable(),
  error: appError.nullable(),
});
export type QueryStatus = z.infer<typeof queryStatus>;

/** One statement of a text: UTF-16 offsets, `end` exclusive, without the semicolon. */
export const statementSpan = z.object({ start: z.number().int(), end: z.number().int() });
export type StatementSpan = z.infer<typeof statementSpan>;
