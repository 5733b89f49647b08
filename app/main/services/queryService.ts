import type { PlanRequest, PlanUpdate } from '../../shared/plan';
import type { QueryStatus, ResultLimits, StatementSpan } from '../../shared/query';
import type { FoundMatch, FoundRows, ViewInfo, ViewProgress, ViewRequest } from '../../shared/resultView';
import type { Engine, ResultLimits as EngineLimits, PageRequest, RunningQuery } from '../engine/engine';
import { compactBytes } from './compactBytes';
import { JsonText } from './jsonText';
import { ServiceError, toAppError } from './serviceError';

/** The owner of queries, a window: its queries are closed when it is closed. */
export type Owner = string;

export interface QueryListener {
  /** A query of this owner changed. */
  progressed(owner: Owner, status: QueryStatus): void;
  /** A statement changed tables, views or settings. */
  catalogChanged(): void;
}

interface Entry {
  query: RunningQuery;
  owner: Owner;
  /** Version of the last status that was sent; -1 before the first. */
  sentVersion: number;
}

/** Runs queries and returns their rows by id. */
export class QueryService {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly engine: Engine,
    private readonly listener: QueryListener,
  ) {}

  /** Number of queries whose rows are held or that still run. */
  get open(): number {
    return this.entries.size;
  }

  statements(sql: string): StatementSpan[] {
    return this.engine.statements(sql);
  }

  /** Starts a text of one or more statements and returns at once. */
  start(sql: string, owner: Owner, limits?: ResultLimits): { queryId: string } {
    return this.adopt(this.engine.query(sql, pausing(limits)), owner);
  }

  /** Takes over a query that was started elsewhere. */
  adopt(query: RunningQuery, owner: Owner): { queryId: string } {
    const entry = { query, owner, sentVersion: -1 };
    this.entries.set(query.id, entry);
    void this.follow(entry);
    return { queryId: query.id };
  }

  /** @throws `query_unknown` if it was closed or never existed */
  get(queryId: string): RunningQuery {
    const entry = this.entries.get(queryId);
    if (!entry) throw new ServiceError('query_unknown', 'This query was closed.', { hint: 'Run it again.' });
    return entry.query;
  }

  status(queryId: string): QueryStatus {
    return this.get(queryId).status();
  }

  async page(queryId: string, request: PageRequest): Promise<Uint8Array<ArrayBuffer>> {
    return compactBytes(await this.get(queryId).page(request));
  }

  more(queryId: string, { rows, bytes }: ResultLimits): void {
    this.get(queryId).loadMore({ ...(rows !== null && { rows }), ...(bytes !== null && { bytes }) });
  }

  async view(queryId: string, request: ViewRequest, signal?: AbortSignal): Promise<ViewInfo> {
    return { queryId, ...(await this.get(queryId).view(request, signal)) };
  }

  /** Idempotent. */
  closeView(queryId: string, viewId: string): void {
    this.entries.get(queryId)?.query.closeView(viewId);
  }

  find(
    queryId: string,
    request: { viewId?: string; text: string },
    signal?: AbortSignal,
  ): Promise<FoundRows> {
    return this.get(queryId).find(request, signal);
  }

  nextMatch(
    queryId: string,
    request: { findId: string; row: number; backward?: boolean },
  ): Promise<FoundMatch | null> {
    return this.get(queryId).nextMatch(request);
  }

  viewProgress(queryId: string): ViewProgress | null {
    return this.get(queryId).viewProgress();
  }

  async plan(queryId: string, request: PlanRequest, signal?: AbortSignal): Promise<JsonText<PlanUpdate>> {
    return new JsonText(await this.get(queryId).planUpdateJson(request, signal));
  }

  /**
   * Idempotent; a query that no longer exists counts as cancelled. The owner is
   * notified at once: the engine's threads may be too busy to report it soon.
   */
  cancel(queryId: string): void {
    const entry = this.entries.get(queryId);
    if (!entry) return;
    entry.query.cancel();
    this.send(entry, entry.query.status());
  }

  /** Idempotent. */
  close(queryId: string): void {
    const entry = this.entries.get(queryId);
    this.entries.delete(queryId);
    entry?.query.close();
  }

  /** Closes all queries of an owner. */
  closeAll(owner: Owner): void {
    for (const [id, entry] of this.entries) if (entry.owner === owner) this.close(id);
  }

  /** Reports each change of a query, at the engine's rate, until it ended or was closed. */
  private async follow(entry: Entry): Promise<void> {
    const { query } = entry;
    let status = query.status();
    let announced = false;
    for (;;) {
      this.send(entry, status);
      if (status.catalogChanged && !announced) {
        announced = true;
        this.listener.catalogChanged();
      }
      if (hasEnded(status)) return;
      try {
        status = await query.changed(status.version);
      } catch (thrown) {
        this.send(entry, failed(status, thrown));
        return;
      }
    }
  }

  /** Sends a status, unless it is older than the last one sent or the query was closed. */
  private send(entry: Entry, status: QueryStatus): void {
    if (status.version <= entry.sentVersion || this.entries.get(entry.query.id) !== entry) return;
    entry.sentVersion = status.version;
    this.listener.progressed(entry.owner, status);
  }
}

/** Limits at which a query waits until the user asks for more rows; by default the engine's own. */
export function pausing(limits?: ResultLimits): EngineLimits {
  if (!limits) return { atLimit: 'pause' };
  const { rows, bytes } = limits;
  return {
    atLimit: 'pause',
    rowLimit: rows ?? Number.MAX_SAFE_INTEGER,
    byteLimit: bytes ?? Number.MAX_SAFE_INTEGER,
  };
}

/** True when a status is the last of its query. */
export function hasEnded(status: QueryStatus): boolean {
  return status.phase === 'done' || status.phase === 'cancelled' || status.phase === 'failed';
}

function failed(status: QueryStatus, thrown: unknown): QueryStatus {
  return { ...status, version: status.version + 1, phase: 'failed', error: toAppError(thrown) };
}
