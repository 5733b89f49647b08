import type { AppError } from '../../shared/errors';
import { CallError } from './call';

/** The error record of whatever was thrown; a fault that is not a {@link CallError} becomes code `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof CallError) return thrown.error;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'internal',
    message,
    ...(thrown instanceof Error && thrown.stack ? { detail: thrown.stack } : {}),
  };
}

export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof CallError && thrown.error.code === 'cancelled';
}
