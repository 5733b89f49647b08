import type { ExecutionPlan as NativeExecutionPlan } from '../generated/binding';
import type { ExecutionForm } from '../generated/ExecutionForm';
import type { Field } from '../generated/Field';
import type { NodeMetrics } from '../generated/NodeMetrics';
import type { OperatorMetrics } from '../generated/OperatorMetrics';
import type { OutputPartitioning } from '../generated/OutputPartitioning';
import { warnDeprecated } from './deprecated';
import { guarded } from './error';
import { finished, value } from './job';
import { nativeOf } from './nativeSession';
import type { Session } from './session';
import type { ToBytesOptions } from './toBytesOptions';
import { sessionForPlan } from './workerSession';

/**
 * A physical plan, or an operator in one, and the session it belongs to. `Session.execute`
 * runs it; the handles on all its operators see the latest run.
 */
export class ExecutionPlan {
  readonly session: Session;
  /** For the addon only. */
  readonly native: NativeExecutionPlan;

  /** Created by `Session.executionPlan`, {@link ExecutionPlan.fromBytes} and {@link ExecutionPlan.fromJson}. */
  constructor(session: Session, native: NativeExecutionPlan) {
    this.session = session;
    this.native = native;
  }

  /**
   * Decodes a plan with the codecs of `session` (default: the thread's, see
   * {@link setWorkerSession}). Rows of memory tables are in the bytes; files have to exist at
   * their paths. Rejects like {@link LogicalPlan.fromBytes}.
   */
  static fromBytes(session: Session, bytes: Uint8Array, signal?: AbortSignal): Promise<ExecutionPlan>;
  static fromBytes(bytes: Uint8Array): Promise<ExecutionPlan>;
  static async fromBytes(
    first: Session | Uint8Array,
    given?: Uint8Array,
    signal?: AbortSignal,
  ): Promise<ExecutionPlan> {
    const [session, bytes] = first instanceof Uint8Array ? [undefined, first] : [first, given];
    const into = sessionForPlan(session);
    const native = nativeOf(into);
    return new ExecutionPlan(
      into,
      await finished(() => native.decodeExecutionPlan(bytes as Uint8Array), signal),
    );
  }

  /** As {@link ExecutionPlan.fromBytes}, from the result of {@link ExecutionPlan.toJson}. */
  static fromJson(session: Session, json: string, signal?: AbortSignal): Promise<ExecutionPlan>;
  static fromJson(json: string): Promise<ExecutionPlan>;
  static async fromJson(
    first: Session | string,
    given?: string,
    signal?: AbortSignal,
  ): Promise<ExecutionPlan> {
    const [session, json] = typeof first === 'string' ? [undefined, first] : [first, given];
    const into = sessionForPlan(session);
    const native = nativeOf(into);
    return new ExecutionPlan(into, await finished(() => native.executionPlanOfJson(json as string), signal));
  }

  /** @deprecated use {@link ExecutionPlan.fromBytes} */
  static fromProto(session: Session, bytes: Uint8Array): Promise<ExecutionPlan> {
    warnDeprecated('ExecutionPlan.fromProto', 'ExecutionPlan.fromBytes');
    return ExecutionPlan.fromBytes(session, bytes);
  }

  /**
   * The plan as Protocol Buffers (`datafusion.PhysicalPlanNode`), with the codecs of
   * `session` (default: the one it came from). After a run the plan is re-created from its
   * source, since a run leaves state that cannot be read back. Rejects with
   * `plan_not_serializable`.
   */
  toBytes(session: Session = this.session, options: ToBytesOptions = {}): Promise<Uint8Array> {
    const { embedMemoryTables = false, signal } = options;
    return finished(() => nativeOf(session).encodeExecutionPlan(this.native, embedMemoryTables), signal);
  }

  /** @deprecated use {@link ExecutionPlan.toBytes} */
  toProto(): Promise<Uint8Array> {
    warnDeprecated('ExecutionPlan.toProto', 'ExecutionPlan.toBytes');
    return this.toBytes();
  }

  /**
   * The JSON form of {@link ExecutionPlan.toBytes}, with the same codecs. Also rejects with
   * `plan_not_serializable` for an infinite number, which JSON cannot represent.
   */
  toJson(session: Session = this.session, options: ToBytesOptions = {}): Promise<string> {
    const { embedMemoryTables = false, signal } = options;
    return value(() => nativeOf(session).executionPlanToJson(this.native, embedMemoryTables), signal);
  }

  /** DataFusion's name of the operator: `HashJoinExec`. */
  get name(): string {
    return this.native.name();
  }

  /** The operator in one line. */
  display(): string {
    return this.#text('line');
  }

  /** One line for each operator, indented by depth. `verbose` (default false) adds all details. */
  displayIndent(verbose = false): string {
    return this.#text(verbose ? 'verbose' : 'indent');
  }

  /** As {@link ExecutionPlan.displayIndent}, with the metrics of the latest run. */
  displayMetrics(): string {
    return this.#text('metrics');
  }

  /** A tree drawn with boxes. */
  displayTree(): string {
    return this.#text('tree');
  }

  /** A graph in the language of Graphviz. */
  displayGraphviz(): string {
    return this.#text('graphviz');
  }

  /** The operators that this one reads from. */
  children(): ExecutionPlan[] {
    return this.native.children().map((child) => new ExecutionPlan(this.session, child));
  }

  /** The output columns, in order. */
  schema(): Field[] {
    return JSON.parse(guarded(() => this.native.columns()));
  }

  /** Number of output partitions. */
  get partitionCount(): number {
    return this.outputPartitioning.partitionCount;
  }

  /** How the output rows are distributed over the partitions. */
  get outputPartitioning(): OutputPartitioning {
    return JSON.parse(guarded(() => this.native.outputPartitioning()));
  }

  /** The order of the rows of each partition: `[a@0 DESC NULLS LAST]`; null for any order. */
  get outputOrdering(): string | null {
    return this.native.outputOrdering() ?? null;
  }

  /**
   * Metrics of this operator (without its children) in the latest run; live while it runs.
   * Null for an operator without metrics, and for most before they run.
   */
  metrics(): NodeMetrics | null {
    return JSON.parse(guarded(() => this.native.metrics()));
  }

  /** {@link ExecutionPlan.metrics} of this operator and all below it that have metrics, in pre-order. */
  collectMetrics(): OperatorMetrics[] {
    return JSON.parse(guarded(() => this.native.collectMetrics()));
  }

  #text(form: ExecutionForm): string {
    return guarded(() => this.native.display(JSON.stringify(form)));
  }
}
