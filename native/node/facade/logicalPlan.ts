import type { LogicalPlan as NativeLogicalPlan } from '../generated/binding';
import type { Field } from '../generated/Field';
import type { LogicalForm } from '../generated/LogicalForm';
import type { SubstraitRefusal } from '../generated/SubstraitRefusal';
import { warnDeprecated } from './deprecated';
import { guarded } from './error';
import { ExecutionPlan } from './executionPlan';
import { finished, value } from './job';
import { nativeOf } from './nativeSession';
import type { Session } from './session';
import type { ToBytesOptions } from './toBytesOptions';
import { sessionForPlan } from './workerSession';

/**
 * A logical plan and the session it belongs to. Asynchronous calls run on the
 * session's threads, except for small plans, which are encoded and decoded at once,
 * and reject with an {@link EngineError}.
 */
export class LogicalPlan {
  readonly session: Session;
  /** For the addon only. */
  readonly native: NativeLogicalPlan;

  /** Created by `Session.logicalPlan`, {@link LogicalPlan.fromBytes} and {@link LogicalPlan.fromJson}. */
  constructor(session: Session, native: NativeLogicalPlan) {
    this.session = session;
    this.native = native;
  }

  /**
   * Decodes a plan with the codecs of `session` (default: the thread's, see
   * {@link setWorkerSession}). Tables are in the bytes, functions are looked up by
   * name. Rejects with `plan_file_damaged`, `plan_too_deep` or
   * `plan_file_too_large`, and with `invalid_request` if there is no session.
   */
  static fromBytes(session: Session, bytes: Uint8Array, signal?: AbortSignal): Promise<LogicalPlan>;
  static fromBytes(bytes: Uint8Array): Promise<LogicalPlan>;
  static async fromBytes(
    first: Session | Uint8Array,
    given?: Uint8Array,
    signal?: AbortSignal,
  ): Promise<LogicalPlan> {
    const [session, bytes] = first instanceof Uint8Array ? [undefined, first] : [first, given];
    const into = sessionForPlan(session);
    const native = nativeOf(into);
    return new LogicalPlan(into, await finished(() => native.decodeLogicalPlan(bytes as Uint8Array), signal));
  }

  /** As {@link LogicalPlan.fromBytes}, from the result of {@link LogicalPlan.toJson}. */
  static fromJson(session: Session, json: string, signal?: AbortSignal): Promise<LogicalPlan>;
  static fromJson(json: string): Promise<LogicalPlan>;
  static async fromJson(first: Session | string, given?: string, signal?: AbortSignal): Promise<LogicalPlan> {
    const [session, json] = typeof first === 'string' ? [undefined, first] : [first, given];
    const into = sessionForPlan(session);
    const native = nativeOf(into);
    return new LogicalPlan(into, await finished(() => native.logicalPlanOfJson(json as string), signal));
  }

  /** @deprecated use {@link LogicalPlan.fromBytes} */
  static fromProto(session: Session, bytes: Uint8Array): Promise<LogicalPlan> {
    warnDeprecated('LogicalPlan.fromProto', 'LogicalPlan.fromBytes');
    return LogicalPlan.fromBytes(session, bytes);
  }

  /**
   * The plan as Protocol Buffers (`datafusion.LogicalPlanNode`), with the codecs
   * of `session` (default: the one it came from). Rejects with `plan_not_serializable`.
   */
  toBytes(session: Session = this.session, options: ToBytesOptions = {}): Promise<Uint8Array> {
    const { embedMemoryTables = false, signal } = options;
    return finished(() => nativeOf(session).encodeLogicalPlan(this.native, embedMemoryTables), signal);
  }

  /** @deprecated use {@link LogicalPlan.toBytes} */
  toProto(): Promise<Uint8Array> {
    warnDeprecated('LogicalPlan.toProto', 'LogicalPlan.toBytes');
    return this.toBytes();
  }

  /**
   * The JSON form of {@link LogicalPlan.toBytes}, with the same codecs. Also rejects with
   * `plan_not_serializable` for an infinite number, which JSON cannot represent.
   */
  toJson(session: Session = this.session, options: ToBytesOptions = {}): Promise<string> {
    const { embedMemoryTables = false, signal } = options;
    return value(() => nativeOf(session).logicalPlanToJson(this.native, embedMemoryTables), signal);
  }

  /** The plan after the analyzer and the optimizer, with the session's current settings. */
  async optimized(signal?: AbortSignal): Promise<LogicalPlan> {
    return new LogicalPlan(this.session, await finished(() => this.native.optimized(), signal));
  }

  /** The physical plan; the optimizer runs first, even if the plan is already optimized. */
  async executionPlan(signal?: AbortSignal): Promise<ExecutionPlan> {
    return new ExecutionPlan(this.session, await finished(() => this.native.executionPlan(), signal));
  }

  /** The reasons that prevent `Session.toSubstrait`, in the order of the operators; empty if none is known. */
  substraitRefusals(): SubstraitRefusal[] {
    return JSON.parse(guarded(() => this.native.substraitRefusals()));
  }

  /** The root operator in one line. */
  display(): string {
    return this.#text('line');
  }

  /** One line for each operator, indented by depth. */
  displayIndent(): string {
    return this.#text('indent');
  }

  /** As {@link LogicalPlan.displayIndent}, with the columns and types of each operator. */
  displayIndentSchema(): string {
    return this.#text('indentSchema');
  }

  /** A graph in the language of Graphviz. */
  displayGraphviz(): string {
    return this.#text('graphviz');
  }

  /** JSON in the format of PostgreSQL's EXPLAIN. */
  displayPgJson(): string {
    return this.#text('pgJson');
  }

  /** DataFusion's name of the root operator: `Projection`, `TableScan`, `Ddl`. */
  get variantName(): string {
    return this.native.variantName();
  }

  /** The inputs of the root operator, without subqueries in expressions. */
  inputs(): LogicalPlan[] {
    return this.native.inputs().map((input) => new LogicalPlan(this.session, input));
  }

  /** The output columns, in order. */
  schema(): Field[] {
    return JSON.parse(guarded(() => this.native.columns()));
  }

  /** Whether both are the same operators with the same arguments over the same tables. */
  equals(other: LogicalPlan): boolean {
    return guarded(() => this.native.equals(other.native));
  }

  #text(form: LogicalForm): string {
    return guarded(() => this.native.display(JSON.stringify(form)));
  }
}
