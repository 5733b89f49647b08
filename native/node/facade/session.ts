import { totalmem } from 'node:os';
import type { BytesOptions } from '../generated/BytesOptions';
import type { Query as NativeQuery, Session as NativeSession } from '../generated/binding';
import type { EncodeOptions } from '../generated/EncodeOptions';
import type { ExprSchema } from '../generated/ExprSchema';
import type { FolderContents } from '../generated/FolderContents';
import type { Inspection } from '../generated/Inspection';
import type { InspectOptions } from '../generated/InspectOptions';
import type { Limits } from '../generated/Limits';
import type { MemoryUsage } from '../generated/MemoryUsage';
import type { OpenOptions } from '../generated/OpenOptions';
import type { PlanKind } from '../generated/PlanKind';
import type { PlanSet } from '../generated/PlanSet';
import type { Preflight } from '../generated/Preflight';
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
import { finished, value } from './job';
import { LogicalPlan } from './logicalPlan';
import { nativeQueryOf } from './nativeQuery';
import { bindNative } from './nativeSession';
import { PlanBytes } from './planBytes';
import { Query } from './query';
import { type RowSource, RowStream } from './rowStream';

/** How a plan that a program holds is run. */
export interface ExecuteOptions extends Partial<Limits> {
  /** Run a plan that came from bytes although it may do more than read. False by default. */
  allowWrite?: boolean;
}

/** Share of the machine's memory that queries may hold. */
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
   * one, but whose logical plans travel through one extension codec more. It is asked
   * after those that are installed and before DataFusion's own; what it writes carries
   * `id` (default: the codec's own name), and reading that needs a codec of that id.
   *
   * Throws `codec_unusable` for anything but a handle on a logical codec of the same
   * `datafusion-ffi` version, `codec_exists` for an id that is taken, `invalid_request`
   * for one that is empty, longer than 255 bytes or holds control characters.
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

  /** Ids of the installed logical extension codecs, in the order in which they are asked. */
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

  /** What the session's queries hold at this moment. */
  memoryUsage(): MemoryUsage {
    return JSON.parse(guarded(() => this.#native.memoryUsage()));
  }

  /**
   * Opens a file, a folder of files of one format, or a pattern as a table. The
   * path may hold any character; a path that exists is never taken for a pattern.
   */
  openFile(path: string, options: OpenOptions = {}, signal?: AbortSignal): Promise<TableInfo> {
    return value(() => this.#native.openFile(path, JSON.stringify(options)), signal);
  }

  /**
   * Opens the files of a table again with other options, in the place of those it was opened with. It
   * stays as it was where that fails. `table_unknown` for a table that was not opened from files.
   */
  reopenTable(
    name: string,
    options: Omit<OpenOptions, 'name'> = {},
    signal?: AbortSignal,
  ): Promise<TableInfo> {
    return value(() => this.#native.reopenTable(name, JSON.stringify(options)), signal);
  }

  /** The tables that the files of a folder make; null for what is no folder, and for one that is a single table or empty. */
  lookIntoFolder(path: string, signal?: AbortSignal): Promise<FolderContents | null> {
    return value(() => this.#native.lookIntoFolder(path), signal);
  }

  /** Forgets a table or view; its files stay. False when there is none of that name. */
  async removeTable(name: string): Promise<boolean> {
    return guarded(() => this.#native.removeTable(name));
  }

  /** Every table and view, by name. */
  tables(): Promise<TableInfo[]> {
    return value(() => this.#native.tables());
  }

  /** Where each statement of a text is; throws `sql_syntax` only if it cannot be tokenized. */
  statements(sql: string): StatementSpan[] {
    return JSON.parse(guarded(() => this.#native.statements(sql)));
  }

  /**
   * Starts all statements of `sql` in order and keeps the rows of the last.
   * Returns at once; errors are told by the query's status.
   */
  query(sql: string, limits: Partial<Limits> = {}): Query {
    return new Query(guarded(() => this.#native.query(sql, JSON.stringify(limits))));
  }

  /** The plans of the last statement of `sql`; nothing is executed. */
  explain(sql: string, signal?: AbortSignal): Promise<PlanSet> {
    return value(() => this.#native.explain(sql), signal);
  }

  /** The JSON of {@link Session.explain}, to hand on as it is. */
  explainJson(sql: string, signal?: AbortSignal): Promise<string> {
    return finished(() => this.#native.explain(sql), signal);
  }

  /**
   * Runs all statements of a SQL text, or a saved plan, and encodes the rows of
   * the last as they come; nothing is kept.
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
   * Plans the statement again and saves it as a plan file with every stage up to
   * `stage` (default `physical`). Rejects with `write_failed` when the file exists,
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

  /** The plan as Protocol Buffers, planned again. */
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
   * What blocks or weakens a plan as bytes, before anything is saved. A statement
   * is planned; of a file only its own bytes are read.
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

  /** One stage of the plan as text for people, planned again. */
  planText(
    source: Query | string,
    kind: PlanKind,
    style: 'indent' | 'tree',
    signal?: AbortSignal,
  ): Promise<string> {
    const tree = style === 'tree';
    return value(() => this.#native.planText(sqlOf(source), JSON.stringify(kind), tree), signal);
  }

  /** What a saved plan is and would do, from its raw bytes; nothing it names is touched. */
  inspectPlan(path: string, options: InspectOptions = {}, signal?: AbortSignal): Promise<Inspection> {
    return value(() => this.#native.inspectPlan(path, JSON.stringify(options)), signal);
  }

  /** The bytes of a saved plan, also of one that cannot be decoded. Close them. */
  async openBytes(path: string, options: InspectOptions = {}, signal?: AbortSignal): Promise<PlanBytes> {
    return new PlanBytes(await finished(() => this.#native.openBytes(path, JSON.stringify(options)), signal));
  }

  /** Plans the SQL of a saved plan again, which reads the tables it names; nothing runs. */
  replan(path: string, options: ReplanOptions = {}, signal?: AbortSignal): Promise<Replan> {
    return value(() => this.#native.replan(path, JSON.stringify(options)), signal);
  }

  /** Runs a saved plan; what stands against it is told by the query's status. */
  runPlan(path: string, options: RunOptions & Partial<Limits> = {}): Query {
    const { rowLimit, byteLimit, ...run } = options;
    const limits = JSON.stringify({ rowLimit, byteLimit });
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
   * Runs a logical plan; one that changes the session is carried out. Returns at once: errors
   * of running are told by the query's status.
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
   * The expression that `sql` is, such as `a + 1 AS b`, over the columns of a table (by its
   * name), of a plan, or as given. Rejects with `sql_syntax`, `column_unknown`,
   * `function_unknown` and what else planning objects to.
   */
  async parseSqlExpr(sql: string, schema: ExprSchema | LogicalPlan, signal?: AbortSignal): Promise<Expr> {
    const parse = () =>
      schema instanceof LogicalPlan
        ? this.#native.parseSqlExprOver(sql, schema.native)
        : this.#native.parseSqlExpr(sql, JSON.stringify(schema));
    return new Expr(this, await finished(parse, signal));
  }

  /**
   * A plan, or the last statement of a SQL text, as Substrait: tables and functions go by name.
   * Of SQL it is the optimized plan, or the one before where only that can be said. Rejects
   * with `substrait_unsupported`; `LogicalPlan.substraitRefusals` says why before.
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

  /** Idempotent. Queries that are still held go on until they are closed themselves. */
  close(): void {
    this.#native.close();
  }
}

function sqlOf(source: Query | string): string {
  return typeof source === 'string' ? source : source.sql;
}

/** The query whose metrics are kept in a plan file, for reading. */
function ranAs(source: Query | string): NativeQuery | undefined {
  return typeof source === 'string' ? undefined : nativeQueryOf(source);
}
