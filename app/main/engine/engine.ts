import type { BytesSummary, WireChildren, WireField } from '../../shared/bytes';
import type { PhaseTimes } from '../../shared/phases';
import type { PlanRequest, PlanSet } from '../../shared/plan';
import type { PlanInspection, PlanKind, Replanned, SavedPlan } from '../../shared/planFile';
import type { Preflight } from '../../shared/preflight';
import type { QueryStatus, StatementSpan } from '../../shared/query';
import type { Setting } from '../../shared/setting';
import type { FileFormat, FolderContents, TableInfo } from '../../shared/table';

/** What the session is made of; constant for its life. */
export interface EngineInfo {
  datafusion: string;
  arrow: string;
  planarium: string;
  targetPartitions: number;
  batchSize: number;
  memoryLimitBytes: number;
  /** Most rows one result keeps. */
  rowLimit: number;
  /** Most bytes one result keeps. */
  byteLimit: number;
  logicalCodecs: string[];
  physicalCodecs: string[];
}

export interface EngineMemory {
  memoryBytes: number;
  memoryLimitBytes: number;
  spilledBytes: number;
}

/** How far a result may grow before pulling stops; defaults are the engine's own. */
export interface ResultLimits {
  rowLimit?: number;
  byteLimit?: number;
}

export interface PageRequest {
  offset: number;
  limit: number;
  /** Column indexes in the wanted order; default all. */
  columns?: number[];
  /** Bytes that a value may have; longer ones are cut. Default: none is. */
  cellBytes?: number;
  /** Bytes that all values may have: they are cut shorter, or where none is cut the page ends early. Default: no bound. */
  pageBytes?: number;
}

/** One query from its start until {@link RunningQuery.close}. */
export interface RunningQuery {
  readonly id: string;
  /** The text of the statement that is or was at work last. */
  readonly sql: string;
  status(): QueryStatus;
  /** The first status whose version is above `sinceVersion`: first rows and the end at once, else at a slow beat. */
  changed(sinceVersion: number): Promise<QueryStatus>;
  /** An Arrow IPC stream of the requested rows; fewer at the end of the result. */
  page(request: PageRequest): Promise<Uint8Array>;
  /** The plans with the metrics of this moment. */
  plan(signal?: AbortSignal): Promise<PlanSet>;
  /** JSON of a `PlanUpdate`, written on another thread: what `request` does not know of the plans yet. */
  planUpdateJson(request: PlanRequest, signal?: AbortSignal): Promise<string>;
  /** Idempotent; does nothing once the query ended. */
  cancel(): void;
  /** Cancels what still runs and frees the rows; idempotent. */
  close(): void;
}

export interface OpenOptions {
  /** Default: made from the file's name. */
  name?: string;
  /** Default: found out from name and content. */
  format?: FileFormat;
  /** DataFusion's options of the format, for example `format.delimiter`. */
  options?: Record<string, string>;
}

export interface PlanRunOptions extends ResultLimits {
  /** Default: the kind that inspection shows first. */
  kind?: PlanKind;
  /** SHA-256 (hex) of the bytes that were shown; running refuses any others. */
  sha256?: string;
  /** Table name to the path to read instead. */
  rebind?: Record<string, string>;
  /** Run although files changed since the plan was saved. */
  allowChanged?: boolean;
  /** Run although the plan may do more than read. */
  allowWrite?: boolean;
  /** Run the plan that `replan` made from the file's SQL, by its SHA-256, instead of the saved bytes. */
  replanned?: string;
  /** Credentials that were left out when the plan was saved, by the end of their variable's name. */
  secrets?: Record<string, string>;
}

export type ReplanOptions = Pick<PlanRunOptions, 'kind' | 'rebind' | 'secrets'>;

/** What goes into the bytes of a plan. */
export interface BytesOptions {
  /** Leave credentials out instead of refusing. */
  redact?: boolean;
  /** Put the rows of tables that live in memory in. */
  embedMemoryTables?: boolean;
}

/** Where preflight looks: SQL that is planned for the purpose, or a saved plan. */
export type PreflightSource = { sql: string } | { file: string };

/** How rows leave the engine as text or bytes; `arrow` is an IPC stream, `arrow-file` an IPC file. */
export type RowFormat = 'table' | 'csv' | 'json' | 'ndjson' | 'arrow' | 'arrow-file' | 'parquet' | 'markdown';

/** What does not concern a format is ignored by it. */
export interface RowOptions {
  /** `table`: the most rows drawn, half of them from the end; 0, the default, draws all. */
  maxRows?: number;
  /** `table`: the most columns of text a line may take; no limit by default. */
  width?: number;
  /** The bytes go to a terminal: control characters in the data are escaped in every text format. */
  terminal?: boolean;
}

/** What to run for {@link Engine.rows}: SQL text, or a saved plan. */
export type RowSource = string | ({ plan: string } & Omit<PlanRunOptions, keyof ResultLimits>);

export interface RowSummary {
  rows: number;
  bytes: number;
  elapsedMs: number;
  phases: PhaseTimes;
}

/** Encoded rows, pulled chunk by chunk. */
export interface RowStream {
  /** The next bytes; null after the last. Rejects with `cancelled` at once after {@link RowStream.cancel}. */
  next(): Promise<Uint8Array | null>;
  /** What was written so far. */
  summary(): RowSummary;
  /** Ends the query; idempotent. */
  cancel(): void;
}

/** The bytes of one plan until {@link OpenedBytes.close}. */
export interface OpenedBytes {
  summary(): Promise<BytesSummary>;
  /** At most 64 KiB from `start`; fewer at the end. */
  slice(start: number, length: number): Promise<Uint8Array>;
  /** Fields of the message at `path`: the start of each field on the way to it. At most 1,000. */
  children(path: readonly number[], from: number, limit: number): Promise<WireChildren>;
  /** The innermost field that holds `start` up to `end`, with those around it, outermost first. */
  locate(start: number, end: number): Promise<WireField[]>;
  /** The next place of `pattern`, from `from` on and then from the start. */
  find(pattern: Uint8Array, from: number): Promise<number | null>;
  /** Idempotent. */
  close(): void;
}

/**
 * The native session as the application sees it. Every asynchronous method
 * rejects with an error that carries a code of `app/shared/errors.ts`; an
 * aborted `signal` rejects with `cancelled` at once.
 */
export interface Engine {
  info(): EngineInfo;
  memoryUsage(): EngineMemory;
  /** All settings of DataFusion, by name. */
  settings(): Setting[];
  openFile(path: string, options?: OpenOptions, signal?: AbortSignal): Promise<TableInfo>;
  /** Opens the files of a table again with other options; it stays as it was where that fails. */
  reopenTable(name: string, options: Omit<OpenOptions, 'name'>, signal?: AbortSignal): Promise<TableInfo>;
  /** The tables that the files of a folder make; null for what is no folder, or one that is a single table. */
  lookIntoFolder(path: string, signal?: AbortSignal): Promise<FolderContents | null>;
  /** False when there is no such table. */
  removeTable(name: string): Promise<boolean>;
  tables(): Promise<TableInfo[]>;
  /** @throws `sql_syntax` only for a text that cannot be split into tokens */
  statements(sql: string): StatementSpan[];
  /** Several statements run in order; the rows are those of the last. */
  query(sql: string, limits?: ResultLimits): RunningQuery;
  /** Plans the last statement; runs nothing. */
  explain(sql: string, signal?: AbortSignal): Promise<PlanSet>;
  /** As {@link Engine.explain}, as JSON that another thread wrote. */
  explainJson(sql: string, signal?: AbortSignal): Promise<string>;
  /** Writes a `.dfplan` atomically, planned again. */
  savePlan(
    source: RunningQuery | string,
    path: string,
    options?: { stage?: PlanKind; overwrite?: boolean } & BytesOptions,
    signal?: AbortSignal,
  ): Promise<SavedPlan>;
  /** The plan as protobuf bytes, planned again. */
  planBytes(
    source: RunningQuery | string,
    kind: PlanKind,
    options?: BytesOptions,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
  /** What blocks or weakens a plan as bytes. Nothing that a file names is touched. */
  preflight(source: PreflightSource, signal?: AbortSignal): Promise<Preflight>;
  /** The JSON form of {@link Engine.planBytes}. */
  planJson(source: RunningQuery | string, kind: PlanKind, signal?: AbortSignal): Promise<string>;
  /** The last statement as Substrait; rejects with `substrait_unsupported` for what it cannot hold. */
  toSubstrait(sql: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** What a saved plan is, from its raw bytes; touches nothing the plan names. */
  inspectPlan(path: string, options?: { kind?: PlanKind }, signal?: AbortSignal): Promise<PlanInspection>;
  /** The bytes of a saved plan, also where it cannot be decoded; touches nothing the plan names. */
  openBytes(path: string, options?: { kind?: PlanKind }, signal?: AbortSignal): Promise<OpenedBytes>;
  /** Plans the SQL of a saved plan again, which reads the tables it names; nothing runs. */
  replan(path: string, options?: ReplanOptions, signal?: AbortSignal): Promise<Replanned>;
  runPlan(path: string, options?: PlanRunOptions): RunningQuery;
  /** Runs `source` and encodes its rows as they come; nothing is kept. Planning starts with the first `next`. */
  rows(source: RowSource, format: RowFormat, options?: RowOptions): RowStream;
  /** Frees the session; queries still held go on until they are closed themselves. Idempotent. */
  close(): void;
}
