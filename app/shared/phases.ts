import { z } from 'zod';

const milliseconds = z.number().nullable();

/**
 * Milliseconds of wall time in each phase, over all statements of a text; null for a phase that did not
 * start. The phases do not overlap, so their sum is at most the time of the query.
 */
export const phaseTimes = z.object({
  /** SQL text becomes syntax trees. */
  parse: milliseconds,
  /** Tables are looked up; the syntax tree becomes a logical plan. */
  plan: milliseconds,
  /** Analyzer and optimizer rules. */
  optimize: milliseconds,
  /** The physical plan is created and its optimizer rules run. */
  physical: milliseconds,
  /** The plan runs. */
  execute: milliseconds,
});
export type PhaseTimes = z.infer<typeof phaseTimes>;
export type PhaseId = keyof PhaseTimes;

/** In the order in which a statement goes through them. */
export const PHASES: readonly { id: PhaseId; title: string; what: string }[] = [
  { id: 'parse', title: 'Parse', what: 'SQL text to syntax tree' },
  { id: 'plan', title: 'Plan', what: 'Tables looked up, syntax tree to logical plan' },
  { id: 'optimize', title: 'Optimize', what: 'Analyzer and optimizer rules' },
  { id: 'physical', title: 'Physical plan', what: 'Physical plan and its optimizer rules' },
  { id: 'execute', title: 'Execute', what: 'The plan runs' },
];

/** All phases before the plan runs; null if none started. */
export function planningMs({ parse, plan, optimize, physical }: PhaseTimes): number | null {
  const began = [parse, plan, optimize, physical].filter((ms) => ms !== null);
  return began.length === 0 ? null : began.reduce((sum, ms) => sum + ms, 0);
}
