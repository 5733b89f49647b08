import { z } from 'zod';
import { appError } from './errors';
import { planStage } from './plan';
import { field } from './table';

/** Which serialised plan of a file: the logical plan before or after the optimizer, or the physical plan. */
export const planKind = z.enum(['logical', 'optimized', 'physical']);
export type PlanKind = z.infer<typeof planKind>;

/** A table as the manifest describes it: a claim of the file, not verified. */
export const manifestTable = z.object({
  name: z.string(),
  provider: z.string(),
  urls: z.array(z.string()),
  columns: z.array(field),
  fingerprints: z.array(
    z.object({
      url: z.string(),
      bytes: z.number(),
      /** RFC 3339, UTC. */
      modified: z.string().nullable(),
      /** SHA-256 of the Parquet footer, hex. */
      footerSha256: z.string().nullable(),
    }),
  ),
});

/** Position and name of a credential that was left out. */
const redacted = z.object({ place: z.string(), name: z.string() });

const planWrite = z.object({ operator: z.string(), target: z.string() });
/** One thing that a plan may do only with consent. */
const consentItem = z.object({
  effect: z.enum(['writes', 'changesSession', 'runsForeignCode', 'unknown']),
  /** Readable text: `Copy to a file`. */
  action: z.string(),
  /** A location, a name or the part of an extension. */
  target: z.string(),
});
export type ConsentItem = z.infer<typeof consentItem>;
const planRead = z.object({ table: z.string().nullable(), format: z.string(), url: z.string() });

export const planManifest = z.object({
  formatVersion: z.number().int(),
  planarium: z.string(),
  datafusion: z.string(),
  arrow: z.string(),
  codecVersion: z.number().int(),
  /** RFC 3339, UTC. */
  created: z.string(),
  stage: planKind,
  sql: z.string(),
  /** Session settings that differ from DataFusion's defaults. */
  settings: z.record(z.string(), z.string()),
  tables: z.array(manifestTable),
  outputColumns: z.array(field),
  logicalCodecs: z.array(z.string()),
  physicalCodecs: z.array(z.string()),
  /** SHA-256 of each other entry, hex. */
  entries: z.record(z.string(), z.string()),
  notSerialized: z.array(z.object({ kind: planKind, node: z.string(), reason: z.string() })),
  /** Credentials that were left out, with a mark in their place. */
  redacted: z.array(redacted).optional(),
});
export type PlanManifest = z.infer<typeof planManifest>;

/** Description of a saved plan and of the effects of running it, read only from its raw bytes. */
export const planInspection = z.object({
  path: z.string(),
  container: z.enum(['dfplan', 'bytes']),
  /** Size of the file in bytes. */
  bytes: z.number(),
  /** Null for raw bytes. */
  manifest: planManifest.nullable(),
  kinds: z.array(planKind),
  /** The kind that the rest of this record describes and that would run. */
  kind: planKind,
  /** Size of the serialised plan in bytes. */
  planBytes: z.number(),
  /** SHA-256 of the serialised plan, hex: passed to the run, so that what runs is what was shown. */
  sha256: z.string(),
  stage: planStage,
  reads: z.array(planRead),
  writes: z.array(planWrite),
  functions: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['scalar', 'aggregate', 'window']),
      payloadBytes: z.number(),
      /** Extension codec that wrote the payload, if the payload says so. */
      codec: z.string().nullable(),
    }),
  ),
  extensions: z.array(z.object({ operator: z.string(), codec: z.string(), bytes: z.number() })),
  /** Null when the plan may run, perhaps after `consent`. */
  refusal: appError.nullable(),
  /** What it may do only with consent; left out when it only computes and reads. */
  asks: z.array(consentItem).optional(),
  /** The error of running it without that consent. */
  consent: appError.optional(),
  /** Values that were left out when it was saved, and the environment variables that supply them. */
  secrets: z.array(z.object({ name: z.string(), variable: z.string() })).optional(),
  warnings: z.array(z.string()),
});
export type PlanInspection = z.infer<typeof planInspection>;

/** A saved plan and this version's plan of its SQL. */
export const replanned = z.object({
  sql: z.string(),
  kind: planKind,
  /** Indented text, from the saved bytes. */
  saved: z.string(),
  /** The new plan in the same form. */
  fresh: z.string(),
  /** SHA-256 of the SQL and the new plan, hex: passed to the run. */
  sha256: z.string(),
  reads: z.array(planRead),
  writes: z.array(planWrite),
  asks: z.array(consentItem),
  consent: appError.nullable(),
});
export type Replanned = z.infer<typeof replanned>;

export const savedPlan = z.object({
  path: z.string(),
  bytes: z.number(),
  kinds: z.array(planKind),
  notSerialized: planManifest.shape.notSerialized,
  /** Credentials that were left out. */
  redacted: z.array(redacted).optional(),
});
export type SavedPlan = z.infer<typeof savedPlan>;
