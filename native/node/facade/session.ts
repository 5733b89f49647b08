import { totalmem } from 'node:os';
import type { BytesOptions } from '../generated/BytesOptions';
import type { Query as NativeQuery, Session as NativeSession } from '../generated/binding';
import type { EncodeOptions } from '../generated/EncodeOptions';
import type { ExprSchema } from '../generated/ExprSchema';
import type { FileOptions } from '../generated/FileOptions';
import type { FolderContents } from '../generated/FolderContents';
import type { Inspection } from '../generated/Inspection';
import type { InspectOptions } from '../generated/InspectOptions';
import type { Limits } from '../generated/Limits';
import type { MemoryUsage } from '../generated/MemoryUsage';
import type { OpenOptions } from '../generated/OpenOptions';
import type { PlanKind } from '../generated/PlanKind';
import type { PlanSet } from '../generated/PlanSet';
import type { Preflight } from '../generated/Preflight';
import type { Preview } from '../generated/Preview';
import type { Replan } from '../generated/Replan';
import type { ReplanOptions } from '../generated/ReplanOptions';
import type { RowFormat } from '../generated/RowFormat';
import type { RunOptions } from '../generated/RunOptions';
import type { SavedPlan } from '../generated/SavedPlan';
import type { SaveOptions } from '../generated/SaveOptions';
import type { SessionInfo } from '../generated/SessionInfo';
import type { SessionOptions } from '../generated/SessionOptions';
import type { Setting } from '../generated/Setting';
import type { StatementSpan } from '../generated/StatementSpan';
import type { TableInfo } from '../generated/TableInfo';
import { addon } from './addon';
import type { LogicalCodecHandle, PhysicalCodecHandle } from './codec';
import { guarded } from './error';
import type { ExecutionPlan } from './executionPlan';
import { Expr } from './expr';
import { FileExport } from './fileExport';
import { finished, value } from './job';
import { LogicalPlan } from './logicalPlan';
import { nativeQueryOf } from './nativeQuery';
import { bindNative } from './nativeSession';
import { PlanBytes } from './planBytes';
import { Query } from './query';
import { type RowSource, RowStream } from './rowStream';

/** Options for running a plan value. */
export interface ExecuteOptions extends Partial<Limits> {
  /** Run a plan from bytes even if it may do more than read. False by default. */
  allowWrite?: boolean;
}

/** Share of the machine's memory that queries may use. */
const MEMORY_SHARE = 0.6;

/**
 * One DataFusion session: tables, settings, worker threads, memory and spill
 * limits. Everything throws or rejects with {@link EngineError}.
 */
export class Session {
  readonly #native: NativeSession;

  /**
   * `memoryLimitBytes` is 60 % of the machine's memory by default. `derived` is for
   * sessions that share another's context; callers leave it out.
   */
  constructor(options: SessionOptions = {}, derived?: NativeSession) {
    const memoryLimitBytes = options.memoryLimitBytes ?? Math.floor(totalmem() * MEMORY_SHARE);
    this.#native =
      derived ?? guarded(() => new (addon().Session)(JSON.stringify({ ...options, memoryLimitBytes })));
    bindNative(this, this.#native);
  }

  /**
   * A session that shares tables, functions, settings, threads and memory with this
   * one, but has an additional extension codec for logical plans. It is tried after the
   * installed ones and before DataFusion's own; its payloads carry `id` (default: the
   * codec's own name), and reading them needs a codec with that id.
   *
   * Throws `codec_unusable` for anything but a handle on a logical codec of the same
   * `datafusion-ffi` version, `codec_exists` for an id that is taken, `invalid_request`
   * for one that is empty, longer than 255 bytes or contains control characters.
   */
  withLogicalExtensionCodec(codec: LogicalCodecHandle, id?: string): Session {
    return new Session(
      {},
      guarded(() => this.#native.withLogicalExtensionCodec(codec, id)),
    );
  }

  /** As {@link withLogicalExtensionCodec}, for physical plans. */
  withPhysicalExtensionCodec(codec: PhysicalCodecHandle, id?: string): Session {
    return new Session(
      {},
      guarded(() => this.#native.withPhysicalExtensionCodec(codec, id)),
    );
  }

  /** The session's whole logical stack, to install in a session of this or another addon. It keeps this session alive. */
  logicalExtensionCodec(): LogicalCodecHandle {
    return guarded(() => this.#native.logicalExtensionCodec()) as LogicalCodecHandle;
  }

  /** As {@link logicalExtensionCodec}, for physical plans. */
  physicalExtensionCodec(): PhysicalCodecHandle {
    return guarded(() => this.#native.physicalExtensionCodec()) as PhysicalCodecHandle;
  }

  /** Ids of the installed logical extension codecs, in the order in which they are tried. */
  logicalExtensionCodecIds(): string[] {
    return guarded(() => this.#native.logicalExtensionCodecIds());
  }

  /** As {@link logicalExtensionCodecIds}, for physical plans. */
  physicalExtensionCodecIds(): string[] {
    return guarded(() => this.#native.physicalExtensionCodecIds());
  }

  info(): SessionInfo {
    return JSON.parse(guarded(() => this.#native.info()));
  }

  /** All settings of DataFusion with their values and defaults, by name. */
  settings(): Setting[] {
    return JSON.parse(guarded(() => this.#native.settings()));
  }

  /** The current memory and spill of the session's queries. */
  memoryUsage(): MemoryUsage {
    return JSON.parse(guarded(() => this.#native.memoryUsage()));
  }

  /**
   * Opens a file, a folder of files of one format, or a pattern as a table. The
   * path may contain any character; an existing path is never interpreted as a pattern.
   */
  openFile(path: string, options: OpenOptions = {}, signal?: AbortSignal): Promise<TableInfo> {
    return value(() => this.#native.openFile(path, JSON.stringify(options)), signal);
  }

  /**
   * Reopens the files of a table with other options, which replace its current ones. On failure the
   * table does not change. `table_unknown` for a table that was not opened from files.
   */
  reopenTable(
    name: string,
    options: Omit<OpenOptions, 'name'> = {},
    signal?: AbortSignal,
  ): Promise<TableInfo> {
    return value(() => this.#native.reopenTable(name, JSON.stringify(options)), signal);
  }

  /** What {@link openFile} would make of `path`, with its first 100 rows of at most 200 columns. Opens nothing. */
  preview(path: string, options: OpenOptions = {}, signal?: AbortSignal): Promise<Preview> {
    return value(() => this.#native.preview(path, JSON.stringify(options)), signal);
  }

  /** The tables in a folder; null if it is not a folder, is a single table or is empty. */
  lookIntoFolder(path: string, signal?: AbortSignal): Promise<FolderContents | null> {
    return value(() => this.#native.lookIntoFolder(path), signal);
  }

  /** Removes a table or view; its files stay. False if there is none with that name. */
  async removeTable(name: string): Promise<boolean> {
    return guarded(() => this.#native.removeTable(name));
  }

  /** Every table and view, by name. */
  tables(): Promise<TableInfo[]> {
    return value(() => this.#native.tables());
  }

  /** The position of each statement in a text; throws `sql_syntax` only if it cannot be tokenized. */
  statements(sql: string): StatementSpan[] {
    return JSON.parse(guarded(() => this.#native.statements(sql)));
  }

  /**
   * Starts all statements of `sql` in order and keeps the rows of the last.
   * Returns at once; errors are in the query's status.
   */
  query(sql: string, limits: Partial<Limits> = {}): Query {
    return new Query(guarded(() => this.#native.query(sql, JSON.stringify(limits))));
  }

  /** The plans of the last statement of `sql`; nothing is executed. */
  explain(sql: string, signal?: AbortSignal): Promise<PlanSet> {
    return value(() => this.#native.explain(sql), signal);
  }

  /** The JSON of {@link Session.explain}, to forward unparsed. */
  explainJson(sql: string, signal?: AbortSignal): Promise<string> {
    return finished(() => this.#native.explain(sql), signal);
  }

  /**
   * Runs all statements of a SQL text, or a saved plan, and encodes the rows of
   * the last as they arrive; nothing is stored.
   */
  rows(source: RowSource, format: RowFormat, options: EncodeOptions = {}): RowStream {
    const [as, encode] = [JSON.stringify(format), JSON.stringify(options)];
    return new RowStream(
      guarded(() => {
        if (typeof source === 'string') return this.#native.rows(source, as, encode);
        const { plan, ...run } = source;
        return this.#native.rowsOfPlan(plan, JSON.stringify(run), as, encode);
      }),
    );
  }

  /**
   * Runs all statements of a SQL text, or a saved plan, and writes the rows of the last to a file;
   * nothing is kept in memory. Runs from now on; the file appears with `commit`.
   */
  exportRows(source: RowSource, path: string, format: RowFormat, options: FileOptions = {}): FileExport {
    const [as, how] = [JSON.stringify(format), JSON.stringify(options)];
    return new FileExport(
      guarded(() => {
        if (typeof source === 'string') return this.#native.exportRows(source, path, as, how);
        const { plan, ...run } = source;
        return this.#native.exportRowsOfPlan(plan, JSON.stringify(run), path, as, how);
      }),
    );
  }

  /**
   * Re-plans the statement and saves it as a plan file with every stage up to
   * `stage` (default `physical`). Rejects with `write_failed` if the file exists,
   * unless `overwrite`.
   */
  savePlan(
    source: Query | string,
    path: string,
    options: SaveOptions = {},
    signal?: AbortSignal,
  ): Promise<SavedPlan> {
    return value(
      () => this.#native.savePlan(sqlOf(source), path, JSON.stringify(options), ranAs(source)),
      signal,
    );
  }

  /** Re-plans, and returns the plan as Protocol Buffers. */
  planBytes(
    source: Query | string,
    kind: PlanKind,
    options: BytesOptions = {},
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return finished(
      () => this.#native.planBytes(sqlOf(source), JSON.stringify(kind), JSON.stringify(options)),
      signal,
    );
  }

  /**
   * Findings that prevent or weaken saving a plan as bytes. A statement is planned;
   * of a file, only its own bytes are read.
   */
  preflight(source: { sql: string } | { file: string }, signal?: AbortSignal): Promise<Preflight> {
    return value(
      () =>
        'file' in source
          ? this.#native.preflight(source.file, true)
          : this.#native.preflight(source.sql, false),
      signal,
    );
  }

  /** Re-plans, and returns one stage of the plan as readable text. */
  planText(
    source: Query | string,
    kind: PlanKind,
    style: 'indent' | 'tree',
    signal?: AbortSignal,
  ): Promise<string> {
    const tree = style === 'tree';
    return value(() => this.#native.planText(sqlOf(source), JSON.stringify(kind), tree), signal);
  }

  /** Describes a saved plan and its effects from its raw bytes; opens nothing that it names. */
  inspectPlan(path: string, options: InspectOptions = {}, signal?: AbortSignal): Promise<Inspection> {
    return value(() => this.#native.inspectPlan(path, JSON.stringify(options)), signal);
  }

  /** The bytes of a saved plan, even if it cannot be decoded. The caller closes them. */
  async openBytes(path: string, options: InspectOptions = {}, signal?: AbortSignal): Promise<PlanBytes> {
    return new PlanBytes(await finished(() => this.#native.openBytes(path, JSON.stringify(options)), signal));
  }

  /** Re-plans the SQL of a saved plan, which reads the tables it names; nothing runs. */
  replan(path: string, options: ReplanOptions = {}, signal?: AbortSignal): Promise<Replan> {
    return value(() => this.#native.replan(path, JSON.stringify(options)), signal);
  }

  /** Runs a saved plan; errors are in the query's status. */
  runPlan(path: string, options: RunOptions & Partial<Limits> = {}): Query {
    const { rowLimit, byteLimit, memoryLimit, atLimit, ...run } = options;
    const limits = JSON.stringify({ rowLimit, byteLimit, memoryLimit, atLimit });
    return new Query(guarded(() => this.#native.runPlan(path, JSON.stringify(run), limits)));
  }

  /** The plan of the last statement of `sql`, before the optimizer; nothing runs. */
  async logicalPlan(sql: string, signal?: AbortSignal): Promise<LogicalPlan> {
    return new LogicalPlan(this, await finished(() => this.#native.logicalPlan(sql), signal));
  }

  /** The physical plan of a logical one. */
  executionPlan(plan: LogicalPlan, signal?: AbortSignal): Promise<ExecutionPlan> {
    return plan.executionPlan(signal);
  }

  /**
   * Runs a logical plan, also one that changes the session. Returns at once: errors of running are
   * in the query's status.
   *
   * @throws `plan_writes` for a plan from bytes that may do more than read, unless `allowWrite`
   */
  executeLogicalPlan(plan: LogicalPlan, options: ExecuteOptions = {}): Query {
    const { allowWrite = false, ...limits } = options;
    return new Query(
      guarded(() => this.#native.executeLogicalPlan(plan.native, JSON.stringify(limits), allowWrite)),
    );
  }

  /** As {@link Session.executeLogicalPlan}, for all partitions of a physical plan. */
  execute(plan: ExecutionPlan, options: ExecuteOptions = {}): Query {
    const { allowWrite = false, ...limits } = options;
    return new Query(guarded(() => this.#native.execute(plan.native, JSON.stringify(limits), allowWrite)));
  }

  /**
   * Parses the expression `sql`, such as `a + 1 AS b`, over the columns of a table (by its
   * name), of a plan, or as given. Rejects with `sql_syntax`, `column_unknown`,
   * `function_unknown` and other planning errors.
   */
  async parseSqlExpr(sql: string, schema: ExprSchema | LogicalPlan, signal?: AbortSignal): Promise<Expr> {
    const parse = () =>
      schema instanceof LogicalPlan
        ? this.#native.parseSqlExprOver(sql, schema.native)
        : this.#native.parseSqlExpr(sql, JSON.stringify(schema));
    return new Expr(this, await finished(parse, signal));
  }

  /**
   * A plan, or the last statement of a SQL text, as Substrait: tables and functions are referenced
   * by name. For SQL it is the optimized plan, or the initial one if only that can be represented.
   * Rejects with `substrait_unsupported`; `LogicalPlan.substraitRefusals` lists the reasons in advance.
   */
  toSubstrait(source: LogicalPlan | string, signal?: AbortSignal): Promise<Uint8Array> {
    return finished(
      () =>
        typeof source === 'string'
          ? this.#native.sqlToSubstrait(source)
          : this.#native.planToSubstrait(source.native),
      signal,
    );
  }

  /** {@link Session.planBytes} in their JSON form. */
  planJson(source: Query | string, kind: PlanKind, signal?: AbortSignal): Promise<string> {
    return value(() => this.#native.planJson(sqlOf(source), JSON.stringify(kind)), signal);
  }

  /** Idempotent. Open queries continue until they are closed. */
  close(): void {
    this.#native.close();
  }
}

function sqlOf(source: Query | string): string {
  return typeof source === 'string' ? source : source.sql;
}

/** The query whose metrics are stored in a plan file. */
function ranAs(source: Query | string): NativeQuery | undefined {
  return typeof source === 'string' ? undefined : nativeQueryOf(source);
}
