import type { PlanSource } from '../../shared/ipc/contract';
import type { PlanSet } from '../../shared/plan';
import type { PlanInspection, PlanKind, Replanned, SavedPlan } from '../../shared/planFile';
import type { Preflight } from '../../shared/preflight';
import type { BytesOptions, Engine, PlanRunOptions, ReplanOptions, RunningQuery } from '../engine/engine';
import { atomicWrite } from '../storage/atomicWrite';
import type { Call } from './call';
import { JsonText } from './jsonText';
import { planFileBytes } from './planFileBytes';
import type { Owner, QueryService } from './queryService';
import { toAppError } from './serviceError';
import { writeFailed } from './writeFailed';

/** Plans of queries, and plans in files. */
export class PlanService {
  constructor(
    private readonly engine: Engine,
    private readonly queries: QueryService,
  ) {}

  /** Plans the last statement; runs nothing. */
  async explain(sql: string, signal?: AbortSignal): Promise<JsonText<PlanSet>> {
    return new JsonText(await this.engine.explainJson(sql, signal));
  }

  /** Findings that prevent or weaken saving the plan; nothing is written. */
  check(source: PlanSource, signal?: AbortSignal): Promise<Preflight> {
    const resolved = this.resolve(source);
    const sql = typeof resolved === 'string' ? resolved : resolved.sql;
    return this.engine.preflight({ sql }, signal);
  }

  /**
   * Writes a `.dfplan` with every stage up to `stage`, by default all; an existing file is
   * replaced, since the dialog asked. Nothing is left of it when it is cancelled.
   */
  async save(
    source: PlanSource,
    path: string,
    { stage = 'physical', ...options }: { stage?: PlanKind } & BytesOptions = {},
    call?: Call,
  ): Promise<SavedPlan> {
    const wanted = { stage, ...options };
    const { saved, bytes } = await planFileBytes(this.engine, this.resolve(source), wanted, call?.signal);
    await this.write(path, bytes, call);
    return { ...saved, path };
  }

  /**
   * Writes the protobuf bytes of one plan; the folder has to be there. Nothing is left of it when it
   * is cancelled.
   *
   * @throws `plan_not_serializable`, `write_failed`
   */
  async export(
    source: PlanSource,
    kind: PlanKind,
    path: string,
    call?: Call,
  ): Promise<{ path: string; bytes: number }> {
    const bytes = await this.engine.planBytes(this.resolve(source), kind, {}, call?.signal);
    await this.write(path, bytes, call);
    return { path, bytes: bytes.byteLength };
  }

  /** Describes a saved plan from its raw bytes; opens nothing that it names. */
  inspect(path: string, kind?: PlanKind, signal?: AbortSignal): Promise<PlanInspection> {
    return this.engine.inspectPlan(path, kind ? { kind } : {}, signal);
  }

  /** Re-plans the SQL of a saved plan and returns the difference; reads the tables it names. */
  replan(path: string, options: ReplanOptions, signal?: AbortSignal): Promise<Replanned> {
    return this.engine.replan(path, options, signal);
  }

  /** Runs the plan that was shown; other bytes than those of `options.sha256` are refused. */
  run(path: string, options: PlanRunOptions, owner: Owner): { queryId: string } {
    return this.queries.adopt(this.engine.runPlan(path, options), owner);
  }

  /** @throws `write_failed`, `cancelled` */
  private async write(path: string, bytes: Uint8Array, call?: Call): Promise<void> {
    try {
      await atomicWrite(path, bytes, { beforeSwap: () => call?.commit(), mode: 0o666 });
    } catch (error) {
      throw toAppError(error).code === 'internal' ? writeFailed(path, error) : error;
    }
  }

  private resolve(source: PlanSource): RunningQuery | string {
    return 'queryId' in source ? this.queries.get(source.queryId) : source.sql;
  }
}
