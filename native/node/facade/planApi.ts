import type { Session as NativeSession } from '../generated/binding';
import type { Inspection } from '../generated/Inspection';
import type { InspectOptions } from '../generated/InspectOptions';
import type { Limits } from '../generated/Limits';
import type { PlanKind } from '../generated/PlanKind';
import type { RunOptions } from '../generated/RunOptions';
import type { SavedPlan } from '../generated/SavedPlan';
import type { SaveOptions } from '../generated/SaveOptions';
import { guarded } from './error';
import { finished, value } from './job';
import { Query } from './query';

/** Saved plans of a session; {@link Session} offers each as a method of its own. */
export class PlanApi {
  readonly #native: NativeSession;

  constructor(native: NativeSession) {
    this.#native = native;
  }

  /**
   * Plans the statement anew and writes a plan file: whole or not at all. Of a
   * query, its metrics so far are kept beside the plan.
   */
  save(source: Query | string, path: string, options: SaveOptions, signal?: AbortSignal): Promise<SavedPlan> {
    const metrics = typeof source === 'string' ? undefined : metricsOf(source);
    return value(() => this.#native.savePlan(sqlOf(source), path, JSON.stringify(options), metrics), signal);
  }

  /** The serialised plan alone, compatible with DataFusion of the same major version. */
  bytes(source: Query | string, kind: PlanKind, signal?: AbortSignal): Promise<Uint8Array> {
    return finished(() => this.#native.planBytes(sqlOf(source), JSON.stringify(kind)), signal);
  }

  /** One stage as text for people. */
  text(
    source: Query | string,
    kind: PlanKind,
    style: 'indent' | 'tree',
    signal?: AbortSignal,
  ): Promise<string> {
    return value(() => this.#native.planText(sqlOf(source), JSON.stringify(kind), style === 'tree'), signal);
  }

  /** What a saved plan is and would do; nothing but the file itself is touched. */
  inspect(path: string, options: InspectOptions, signal?: AbortSignal): Promise<Inspection> {
    return value(() => this.#native.inspectPlan(path, JSON.stringify(options)), signal);
  }

  /** Runs a saved plan after inspecting it again; errors are told by the query's status. */
  run(path: string, options: RunOptions & Partial<Limits>): Query {
    const { rowLimit, byteLimit, ...rest } = options;
    const limits = JSON.stringify({ rowLimit, byteLimit });
    return new Query(guarded(() => this.#native.runPlan(path, JSON.stringify(rest), limits)));
  }
}

function sqlOf(source: Query | string): string {
  return typeof source === 'string' ? source : source.sql;
}

function metricsOf(query: Query): string | undefined {
  const executed = query.plan().stages.find((stage) => stage.id === 'executed');
  return (
    executed && JSON.stringify(executed.nodes.map(({ id, operator, metrics }) => ({ id, operator, metrics })))
  );
}
