import type { Query as NativeQuery } from '../generated/binding';
import type { PageRequest } from '../generated/PageRequest';
import type { PlanSet } from '../generated/PlanSet';
import type { QueryStatus } from '../generated/QueryStatus';
import { fromNative, guarded } from './error';

/** A running or finished query. Holds its rows until {@link Query.close}. */
export class Query {
  readonly id: string;
  readonly #native: NativeQuery;

  /** Made by `Session.query` and `Session.runPlan`. */
  constructor(native: NativeQuery) {
    this.#native = native;
    this.id = native.id;
  }

  /** The text of the statement that is or was at work last. */
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
   * even when there are none. Rejects with `query_unknown` once closed.
   */
  page(request: PageRequest): Promise<Uint8Array> {
    return this.#native.page(JSON.stringify(request)).catch(rethrow);
  }

  /** The plans of the statement at work, with the metrics of this moment. */
  plan(): PlanSet {
    return JSON.parse(guarded(() => this.#native.plan()));
  }

  /** Rows fetched so far stay. Idempotent; does nothing once the query ended. */
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
