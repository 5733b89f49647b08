export {
  cancelRun,
  closeResult,
  closeRun,
  explainSql,
  pinResult,
  runAgain,
  runSavedPlan,
  runSql,
} from './actions';
export { inspectOperator } from './livePlan';
export { outcomeText, truncationText } from './log';
export { type KeptResult, showBeside, showResult, titleOf, useResults } from './results';
export {
  isActive,
  type Origin,
  phasesOf,
  type RunState,
  type SavedPlanConsent,
  type ShownRows,
  type StartedRun,
} from './runState';
export { type LoggedEntry, runOf, subscribeRuns, useLog, useRun, useRunPart } from './store';
export { useElapsed } from './useElapsed';
