import type { BytesSummary, WireChildren, WireField } from '../../shared/bytes';
import type { PhaseTimes } from '../../shared/phases';
import type { PlanRequest, PlanSet } from '../../shared/plan';
import type { PlanInspection, PlanKind, Replanned, SavedPlan } from '../../shared/planFile';
import type { Preflight } from '../../shared/preflight';
import type { QueryStatus, StatementSpan } from '../../shared/query';
import type { FoundMatch, FoundRows, ViewInfo, ViewProgress, ViewRequest } from '../../shared/resultView';
import type { Setting } from '../../shared/setting';
import type { FileFormat, FolderContents, TableInfo, TablePreview } from '../../shared/table';

/** Properties of the session; constant for its life. */
export interface EngineInfo {
  datafusion: string;
  arrow: string;
  planarium: string;
  targetPartitions: number;
  batchSize: number;
  memoryLimitBytes: number;
  /** Maximum rows stored per result. */
  rowLimit: number;
  /** Maximum bytes stored per result. */
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
  /** In memory and on disk together. */
  byteLimit?: number;
  /** Bytes in memory: the rows beyond go to disk. */
  memoryLimit?: number;
  /** Whether the query ends at a limit, the default, or waits for {@link RunningQuery.loadMore}. */
  atLimit?: 'end' | 'pause';
}

export interface PageRequest {
  offset: number;
  limit: number;
  /** Column indexes in the requested order; default all. */
  columns?: number[];
  /** Maximum bytes of a value; longer ones are cut. Default: no limit. */
  cellBytes?: number;
  /** Maximum bytes of all values: they are cut shorter, or without `cellBytes` the page ends early. Default: no limit. */
  pageBytes?: number;
  /** Rows of this view instead of all rows in their own order. */
  viewId?: string;
}

/** One query from its start until {@link RunningQuery.close}. */
export interface RunningQuery {
  readonly id: string;
  /** The text of the current or last statement. */
  readonly sql: string;
  status(): QueryStatus;
  /** The first status with a version above `sinceVersion`: first rows and the end at once, else at a slow rate. */
  changed(sinceVersion: number): Promise<QueryStatus>;
  /** An Arrow IPC stream of the requested rows; fewer at the end of the result. */
  page(request: PageRequest): Promise<Uint8Array>;
  /** Lets the result have so much more than it has now, and a paused query go on; default: no bound. */
  loadMore(more?: { rows?: number; bytes?: number }): void;
  /** Sorts and filters the rows that are there now. */
  view(request: Partial<ViewRequest>, signal?: AbortSignal): Promise<Omit<ViewInfo, 'queryId'>>;
  /** How far {@link RunningQuery.view} or {@link RunningQuery.find} is; null before the first. */
  viewProgress(): ViewProgress | null;
  /** Idempotent. */
  closeView(viewId: string): void;
  /** Finds the rows that hold a text; it replaces the search before. */
  find(request: { viewId?: string; text: string }, signal?: AbortSignal): Promise<FoundRows>;
  /** The next or previous row that was found, after the last the first; null when there is none. */
  nextMatch(request: { findId: string; row: number; backward?: boolean }): Promise<FoundMatch | null>;
  /** The plans with the metrics of this moment. */
  plan(signal?: AbortSignal): Promise<PlanSet>;
  /** JSON of a `PlanUpdate`, written on another thread: the changes that `request` does not know yet. */
  planUpdateJson(request: PlanRequest, signal?: AbortSignal): Promise<string>;
  /** Writes the rows stored at this moment to a file. @throws `query_unknown` once it was closed */
  exportRows(path: string, format: RowFormat, options?: FileOptions): FileExport;
  /** Idempotent; does nothing once the query ended. */
  cancel(): void;
  /** Cancels the query if it still runs and frees the rows; idempotent. */
  close(): void;
}

export interface OpenOptions {
  /** Default: made from the file's name. */
  name?: string;
  /** Default: detected from name and content. */
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
  /** Run even if files changed since the plan was saved. */
  allowChanged?: boolean;
  /** Run even if the plan may do more than read. */
  allowWrite?: boolean;
  /** Run the plan that `replan` made from the file's SQL, by its SHA-256, instead of the saved bytes. */
  replanned?: string;
  /** Credentials that were left out when the plan was saved, by the end of their variable's name. */
  secrets?: Record<string, string>;
}

export type ReplanOptions = Pick<PlanRunOptions, 'kind' | 'rebind' | 'secrets'>;

/** What to include in the bytes of a plan. */
export interface BytesOptions {
  /** Leave credentials out instead of refusing. */
  redact?: boolean;
  /** Include the rows of tables in memory. */
  embedMemoryTables?: boolean;
}

/** The subject of preflight: SQL that is planned for it, or a saved plan. */
export type PreflightSource = { sql: string } | { file: string };

/** How rows leave the engine as text or bytes; `arrow` is an IPC stream, `arrow-file` an IPC file. */
export type RowFormat =
  | 'table'
  | 'csv'
  | 'tsv'
  | 'json'
  | 'ndjson'
  | 'arrow'
  | 'arrow-file'
  | 'parquet'
  | 'avro'
  | 'markdown'
  | 'html'
  | 'xlsx';

/** Options that do not apply to a format are ignored, except those in `options`. */
export interface RowOptions {
  /** `table`: maximum rows drawn, half of them from the end; 0, the default, draws all. */
  maxRows?: number;
  /** `table`: maximum width of a line in text columns; no limit by default. */
  width?: number;
  /** Options of the format by name (docs/cli.md); `invalid_request` for any other. */
  options?: Record<string, string>;
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

export interface FileOptions {
  /** Replace an existing file; default false. */
  overwrite?: boolean;
  encode?: RowOptions;
}

/** Rows on their way to a file. */
export interface FileExport {
  /** Resolves when all rows are on disk under a temporary name. */
  written(): Promise<RowSummary>;
  /** Gives the file its name. */
  commit(): Promise<void>;
  /** What was written so far. */
  summary(): RowSummary;
  /** Ends the query and removes what was written; idempotent, nothing after {@link FileExport.commit}. */
  cancel(): void;
}

/** The bytes of one plan until {@link OpenedBytes.close}. */
export interface OpenedBytes {
  summary(): Promise<BytesSummary>;
  /** At most 64 KiB from `start`; fewer at the end. */
  slice(start: number, length: number): Promise<Uint8Array>;
  /** Fields of the message at `path`: the start of each field on the way to it. At most 1,000. */
  children(path: readonly number[], from: number, limit: number): Promise<WireChildren>;
  /** The innermost field that contains `start` to `end`, with the fields around it, outermost first. */
  locate(start: number, end: number): Promise<WireField[]>;
  /** The next occurrence of `pattern`, from `from` on and then from the start. */
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
  /** Reopens the files of a table with other options; on failure the table does not change. */
  reopenTable(name: string, options: Omit<OpenOptions, 'name'>, signal?: AbortSignal): Promise<TableInfo>;
  /** What a path would be as a table, with its first rows; opens nothing. */
  preview(path: string, options: OpenOptions, signal?: AbortSignal): Promise<TablePreview>;
  /** The tables in a folder; null if it is not a folder, or is a single table. */
  lookIntoFolder(path: string, signal?: AbortSignal): Promise<FolderContents | null>;
  /** False if there is no such table. */
  removeTable(name: string): Promise<boolean>;
  tables(): Promise<TableInfo[]>;
  /** @throws `sql_syntax` only for a text that cannot be split into tokens */
  statements(sql: string): StatementSpan[];
  /** Several statements run in order; the rows are those of the last. */
  query(sql: string, limits?: ResultLimits): RunningQuery;
  /** Plans the last statement; runs nothing. */
  explain(sql: string, signal?: AbortSignal): Promise<PlanSet>;
  /** As {@link Engine.explain}, as JSON written by another thread. */
  explainJson(sql: string, signal?: AbortSignal): Promise<string>;
  /** Re-plans, and writes a `.dfplan` atomically. */
  savePlan(
    source: RunningQuery | string,
    path: string,
    options?: { stage?: PlanKind; overwrite?: boolean } & BytesOptions,
    signal?: AbortSignal,
  ): Promise<SavedPlan>;
  /** Re-plans, and returns the plan as protobuf bytes. */
  planBytes(
    source: RunningQuery | string,
    kind: PlanKind,
    options?: BytesOptions,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
  /** Findings that prevent or weaken a plan as bytes. Opens nothing that a file names. */
  preflight(source: PreflightSource, signal?: AbortSignal): Promise<Preflight>;
  /** The JSON form of {@link Engine.planBytes}. */
  planJson(source: RunningQuery | string, kind: PlanKind, signal?: AbortSignal): Promise<string>;
  /** The last statement as Substrait; rejects with `substrait_unsupported` for parts that it lacks. */
  toSubstrait(sql: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Describes a saved plan from its raw bytes; opens nothing that the plan names. */
  inspectPlan(path: string, options?: { kind?: PlanKind }, signal?: AbortSignal): Promise<PlanInspection>;
  /** The bytes of a saved plan, even if it cannot be decoded; opens nothing that the plan names. */
  openBytes(path: string, options?: { kind?: PlanKind }, signal?: AbortSignal): Promise<OpenedBytes>;
  /** Re-plans the SQL of a saved plan, which reads the tables it names; nothing runs. */
  replan(path: string, options?: ReplanOptions, signal?: AbortSignal): Promise<Replanned>;
  runPlan(path: string, options?: PlanRunOptions): RunningQuery;
  /** Runs `source` and encodes its rows as they arrive; nothing is stored. Planning starts with the first `next`. */
  rows(source: RowSource, format: RowFormat, options?: RowOptions): RowStream;
  /** Runs `source` at once and writes its rows to a file; nothing is kept. */
  exportRows(source: RowSource, path: string, format: RowFormat, options?: FileOptions): FileExport;
  /** Frees the session; open queries continue until they are closed. Idempotent. */
  close(): void;
}
