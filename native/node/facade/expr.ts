import type { Expr as NativeExpr } from '../generated/binding';
import { guarded } from './error';
import { finished, value } from './job';
import { nativeOf } from './nativeSession';
import type { Session } from './session';
import type { Cancellable } from './toBytesOptions';
import { sessionForExpr } from './workerSession';

/** A logical expression and the session it belongs to. */
export class Expr {
  readonly session: Session;
  /** For the addon only. */
  readonly native: NativeExpr;

  /** Created by `Session.parseSqlExpr`, {@link Expr.fromBytes} and {@link Expr.fromJson}. */
  constructor(session: Session, native: NativeExpr) {
    this.session = session;
    this.native = native;
  }

  /**
   * Decodes an expression with the codecs of `session`; functions are looked up by name.
   * Default: the thread's session (see {@link setWorkerSession}), else one with DataFusion's
   * own functions. Rejects with `plan_file_damaged`, `plan_too_deep` or
   * `plan_file_too_large`.
   */
  static fromBytes(session: Session, bytes: Uint8Array, signal?: AbortSignal): Promise<Expr>;
  static fromBytes(bytes: Uint8Array): Promise<Expr>;
  static async fromBytes(
    first: Session | Uint8Array,
    given?: Uint8Array,
    signal?: AbortSignal,
  ): Promise<Expr> {
    const [session, bytes] = first instanceof Uint8Array ? [undefined, first] : [first, given];
    const into = sessionForExpr(session);
    const native = nativeOf(into);
    return new Expr(into, await finished(() => native.decodeExpr(bytes as Uint8Array), signal));
  }

  /** As {@link Expr.fromBytes}, from the result of {@link Expr.toJson}. */
  static fromJson(session: Session, json: string, signal?: AbortSignal): Promise<Expr>;
  static fromJson(json: string): Promise<Expr>;
  static async fromJson(first: Session | string, given?: string, signal?: AbortSignal): Promise<Expr> {
    const [session, json] = typeof first === 'string' ? [undefined, first] : [first, given];
    const into = sessionForExpr(session);
    const native = nativeOf(into);
    return new Expr(into, await finished(() => native.exprOfJson(json as string), signal));
  }

  /**
   * The expression as Protocol Buffers (`datafusion.LogicalExprNode`), with the codecs of
   * `session` (default: the one it came from). Rejects with `plan_not_serializable`.
   */
  toBytes(session: Session = this.session, { signal }: Cancellable = {}): Promise<Uint8Array> {
    return finished(() => nativeOf(session).encodeExpr(this.native), signal);
  }

  /** The JSON form of {@link Expr.toBytes}, with the same codecs. */
  toJson(session: Session = this.session, { signal }: Cancellable = {}): Promise<string> {
    return value(() => nativeOf(session).exprToJson(this.native), signal);
  }

  /** Short text: `a + 1`, literals without their types; only the name of an alias. */
  display(): string {
    return guarded(() => this.native.display());
  }

  /** Complete text, with types: `a + Int64(1) AS b`. */
  canonicalName(): string {
    return guarded(() => this.native.canonicalName());
  }

  /** The name of its column: `b`. */
  schemaName(): string {
    return guarded(() => this.native.schemaName());
  }

  /** DataFusion's name of its kind: `BinaryExpr`, `Literal`, `Column`. */
  get variantName(): string {
    return this.native.variantName();
  }

  /** Its direct subexpressions, in order; none for columns and literals. */
  children(): Expr[] {
    return guarded(() => this.native.children()).map((child) => new Expr(this.session, child));
  }

  /** Whether both expressions are equal. */
  equals(other: Expr): boolean {
    return guarded(() => this.native.equals(other.native));
  }
}
