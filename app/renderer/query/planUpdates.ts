import type { MetricSums, NodeMetrics, PlanSet, PlanStage, PlanUpdate } from '../../shared/plan';

/** A query's plans as far as the window knows them. */
export interface KnownPlan {
  planId: number;
  /** Of the metrics; 0 before there are any. */
  version: number;
  plan: PlanSet;
}

/**
 * The plans with what an update brought. Operators and stages that it says nothing about stay the same
 * objects, so that what shows them can tell; without any change the whole is the same object.
 */
export function withUpdate(before: KnownPlan | null, { planId, plans, run }: PlanUpdate): KnownPlan | null {
  const known = plans ? { planId, version: 0, plan: plans } : before;
  if (!known || !run) return known;
  const stage = executedStage(known.plan);
  if (!stage) return known;
  const next = withRun(stage, run);
  if (next === stage && known.plan.stages.includes(stage)) return { ...known, version: run.version };
  const stages = [...known.plan.stages.filter(({ id }) => id !== 'executed'), next];
  return { planId, version: run.version, plan: { ...known.plan, stages } };
}

/** The executed stage: at first the physical one, whose operators it is made of. */
function executedStage({ stages }: PlanSet): PlanStage | undefined {
  const last = stages.at(-1);
  return last?.id === 'physical' ? { ...last, id: 'executed' } : last;
}

function withRun(stage: PlanStage, { changed, details, text }: NonNullable<PlanUpdate['run']>): PlanStage {
  if (changed.length === 0 && details.length === 0 && text === null) return stage;
  const nodes = [...stage.nodes];
  const measure = (id: number, change: (metrics: NodeMetrics) => NodeMetrics) => {
    const node = nodes[id];
    if (node) nodes[id] = { ...node, metrics: change(node.metrics ?? NOTHING) };
  };
  for (const sums of changed) measure(sums[0], ({ all }) => metricsOf(sums, all));
  for (const { id, all } of details) measure(id, (metrics) => ({ ...metrics, all }));
  return { ...stage, nodes, text: text ?? stage.text };
}

const NOTHING = metricsOf([0, null, null, null, null, null, null], []);

function metricsOf(
  [, rows, selfTimeNs, bytesRead, spillCount, spilledBytes, memoryBytes]: MetricSums,
  all: NodeMetrics['all'],
): NodeMetrics {
  return { rows, selfTimeNs, bytesRead, spillCount, spilledBytes, memoryBytes, all };
}
