import { z } from 'zod';
import { appError } from './errors';
import { planKind } from './planFile';

/** An offset in the bytes of a plan, up to 256 MiB. */
export const byteOffset = z.number().int().min(0).max(0xffff_ffff);

/** A plan node and its bytes. */
export const planNodeBytes = z.object({
  /** Id in the inspected stage; null if it is not shown there, or there is none. */
  id: z.number().int().nullable(),
  /** Index of its parent in the list of nodes. */
  parent: z.number().int().nullable(),
  /** Name of the operator's field: `hash_join`. */
  operator: z.string(),
  /** Readable title, if the plan can be inspected. */
  title: z.string(),
  /** With its inputs. */
  start: byteOffset,
  end: byteOffset,
  /** Without its inputs; the sum over all nodes is all bytes. */
  ownBytes: z.number().int(),
  codec: z.string(),
});
export type PlanNodeBytes = z.infer<typeof planNodeBytes>;

/** A part of a plan that a codec wrote. */
export const planPart = z.object({
  kind: z.enum([
    'operator',
    'table',
    'fileFormat',
    'scalarFunction',
    'aggregateFunction',
    'windowFunction',
    'expression',
  ]),
  name: z.string(),
  /** Id of the codec, `DataFusion`, `by name`, or the name in the frame. */
  codec: z.string(),
  /** Occurrences in this node; the offsets are those of the first. */
  count: z.number().int(),
  start: byteOffset,
  end: byteOffset,
  /** Both 0 without a payload. */
  payloadStart: byteOffset,
  payloadEnd: byteOffset,
  /** Index in the list of nodes. */
  node: z.number().int(),
});
export type PlanPart = z.infer<typeof planPart>;

/** Where decoding fails. */
export const wireFault = z.object({
  offset: byteOffset,
  /** The part of the unreadable field that exists. */
  start: byteOffset,
  end: byteOffset,
  /** `sort.input.filter`; may be empty. */
  path: z.string(),
  expected: z.string(),
  found: z.string(),
});
export type WireFault = z.infer<typeof wireFault>;

/** Kind and summary of the bytes of a plan. */
export const bytesSummary = z.object({
  path: z.string(),
  container: z.enum(['dfplan', 'bytes']),
  kinds: z.array(planKind),
  /** Null for bytes that are not a plan. */
  kind: planKind.nullable(),
  bytes: byteOffset,
  sha256: z.string(),
  /** In the order of their bytes. */
  nodes: z.array(planNodeBytes),
  /** The first 10,000. */
  parts: z.array(planPart),
  fault: wireFault.nullable(),
  /** Why the plan cannot be shown as a plan. */
  error: appError.nullable(),
});
export type BytesSummary = z.infer<typeof bytesSummary>;

/** One field, a part of a codec's frame, or an unreadable rest. */
export const wireField = z.object({
  /** Offsets of the key, the content and the end. */
  start: byteOffset,
  valueStart: byteOffset,
  end: byteOffset,
  /** Index among the fields of the same message. */
  place: z.number().int(),
  number: z.number().int().nullable(),
  name: z.string(),
  typeName: z.string(),
  /** The content in one line. */
  value: z.string(),
  expandable: z.boolean(),
  /** The codec that wrote it, if its frame says so. */
  codec: z.string().nullable(),
  fault: z.string().nullable(),
});
export type WireField = z.infer<typeof wireField>;

/** Some of the fields of one message, and their total number. */
export const wireChildren = z.object({ total: z.number().int(), fields: z.array(wireField) });
export type WireChildren = z.infer<typeof wireChildren>;
