import type { Query as NativeQuery } from '../generated/binding';
import type { FileOptions } from '../generated/FileOptions';
import type { FindRequest } from '../generated/FindRequest';
import type { FoundMatch } from '../generated/FoundMatch';
import type { FoundRows } from '../generated/FoundRows';
import type { MatchRequest } from '../generated/MatchRequest';
import type { More } from '../generated/More';
import type { PageRequest } from '../generated/PageRequest';
import type { PlanRequest } from '../generated/PlanRequest';
import type { PlanSet } from '../generated/PlanSet';
import type { PlanUpdate } from '../generated/PlanUpdate';
import type { QueryStatus } from '../generated/QueryStatus';
import type { RowFormat } from '../generated/RowFormat';
import type { ViewInfo } from '../generated/ViewInfo';
import type { ViewProgress } from '../generated/ViewProgress';
import type { ViewRequest } from '../generated/ViewRequest';
import { fromNative, guarded } from './error';
import { FileExport } from './fileExport';
import { finished, value } from './job';
import { bindNativeQuery } from './nativeQuery';

/** A running or finished query. Stores its rows until {@link Query.close}. */
export class Query {
  readonly id: string;
  readonly #native: NativeQuery;

  /** Created by `Session.query` and `Session.runPlan`. */
  constructor(native: NativeQuery) {
    this.#native = native;
    this.id = native.id;
    bindNativeQuery(this, native);
  }

  /** The text of the current or last statement. */
  get sql(): string {
    return this.#native.sql();
  }

  status(): QueryStatus {
    return JSON.parse(guarded(() => this.#native.status()));
  }

  /**
   * The first status whose version is above `sinceVersion`: first rows and the
   * end at once, else at most every 30 ms.
   */
  async changed(sinceVersion: number): Promise<QueryStatus> {
    return JSON.parse(await this.#native.changed(sinceVersion).catch(rethrow));
  }

  /**
   * Rows `offset` up to `offset + limit` as one Arrow IPC stream, with the schema
   * even if there are none. Rejects with `query_unknown` once closed.
   */
  page(request: PageRequest): Promise<Uint8Array> {
    return this.#native.page(JSON.stringify(request)).catch(rethrow);
  }

  /** Writes the rows stored at this moment to a file, which appears with `commit`. Throws `query_unknown` once closed. */
  exportRows(path: string, format: RowFormat, options: FileOptions = {}): FileExport {
    const [as, how] = [JSON.stringify(format), JSON.stringify(options)];
    return new FileExport(guarded(() => this.#native.exportRows(path, as, how)));
  }

  /**
   * Lets the result have so many rows and bytes beside those that it has, and a paused query go on;
   * default: no bound. Does nothing once the query ended.
   */
  loadMore(more: More = {}): void {
    guarded(() => this.#native.loadMore(JSON.stringify(more)));
  }

  /**
   * Sorts and filters the rows that are there now; the query does not run again. Pages of it are
   * those of {@link Query.page} with its `viewId`; it takes four bytes for each row until
   * {@link Query.closeView}. Rejects with `invalid_request` for a value that is none of its column's type.
   */
  view(request: ViewRequest, signal?: AbortSignal): Promise<ViewInfo> {
    return value(() => this.#native.view(JSON.stringify(request)), signal);
  }

  /** How far {@link Query.view} or {@link Query.find} is; null before the first. */
  viewProgress(): ViewProgress | null {
    return JSON.parse(guarded(() => this.#native.viewProgress()));
  }

  /** Idempotent. */
  closeView(viewId: string): void {
    this.#native.closeView(viewId);
  }

  /** Finds the rows that hold a text in one of their columns; case is ignored. It replaces the search before. */
  find(request: FindRequest, signal?: AbortSignal): Promise<FoundRows> {
    return value(() => this.#native.find(JSON.stringify(request)), signal);
  }

  /** The row that was found next after `row`, or before it; after the last comes the first. Null when there is none. */
  nextMatch(request: MatchRequest): Promise<FoundMatch | null> {
    return value(() => this.#native.nextMatch(JSON.stringify(request)));
  }

  /** The plans of the statement at work, with the metrics of this moment. Built and serialised on another thread. */
  plan(signal?: AbortSignal): Promise<PlanSet> {
    return value(() => this.#native.plan(), signal);
  }

  /** The changes of {@link Query.plan} that `request` does not know yet: for repeated views of a running plan. */
  async planUpdate(request: PlanRequest = {}, signal?: AbortSignal): Promise<PlanUpdate> {
    return JSON.parse(await this.planUpdateJson(request, signal));
  }

  /** The JSON of {@link Query.planUpdate}, to forward unparsed. */
  planUpdateJson(request: PlanRequest = {}, signal?: AbortSignal): Promise<string> {
    return finished(() => this.#native.planUpdate(JSON.stringify(request)), signal);
  }

  /** Rows fetched so far stay available. Idempotent; does nothing once the query ended. */
  cancel(): void {
    this.#native.cancel();
  }

  /** Cancels and frees the rows. Idempotent. */
  close(): void {
    this.#native.close();
  }
}

function rethrow(error: unknown): never {
  throw fromNative(error);
}
