import { z } from 'zod';
import { appError } from './errors';
import { phaseTimes } from './phases';
import { field } from './table';

export const queryId = z.string().min(1).max(64);

/** `paused`: at a limit, until more rows are asked for. */
export const queryPhase = z.enum(['planning', 'running', 'paused', 'done', 'cancelled', 'failed']);
export type QueryPhase = z.infer<typeof queryPhase>;

/** How many rows a result may have before its query pauses; null for no bound. */
export const resultLimits = z.object({
  rows: z.number().int().min(1).nullable(),
  /** In memory and on disk together. */
  bytes: z.number().int().min(1).nullable(),
});
export type ResultLimits = z.infer<typeof resultLimits>;

/** Why pulling stopped or paused before the end of the result. */
export const truncation = z.object({
  reason: z.enum(['rows', 'bytes']),
  /** The limit that was met, in rows or bytes. */
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
  /** Bytes held by these rows, in memory and on disk. */
  bytes: z.number(),
  /** The first rows, which are in memory; those after them are on disk. */
  memoryRows: z.number().int(),
  /** Bytes held by the rows on disk. */
  diskBytes: z.number(),
  /** Milliseconds since the start, without pauses; stands still once the query ended. */
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
