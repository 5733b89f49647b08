import type { AppError, ErrorCode } from '../../shared/errors';

/** What to do in the window, where the engine's own hint names options of the command line. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  plan_source_changed: 'Run it on the files as they are now, or save the plan again.',
  plan_source_missing: 'Put the file back, then run the plan again.',
};

/** An error with the hint that fits the window. */
export function inWindow(error: AppError): AppError {
  const hint = HINTS[error.code];
  return hint ? { ...error, hint } : error;
}
