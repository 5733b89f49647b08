import type { EngineErrorData } from '../generated/EngineErrorData';
import type { ErrorCode } from '../generated/ErrorCode';
import type { Reopen } from '../generated/Reopen';
import type { Span } from '../generated/Span';

/** The error that every method of the engine throws or rejects with. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: ErrorCode;
  /** What to do next. */
  readonly hint?: string;
  /** Position in the given text. */
  readonly span?: Span;
  /** Full text of the cause. */
  readonly detail?: string;
  /** How the files could be opened instead. */
  readonly reopen?: Reopen;

  constructor(data: EngineErrorData) {
    super(data.message);
    this.code = data.code;
    if (data.hint !== undefined) this.hint = data.hint;
    if (data.span !== undefined) this.span = data.span;
    if (data.detail !== undefined) this.detail = data.detail;
    if (data.reopen !== undefined) this.reopen = data.reopen;
  }
}

export function cancelled(): EngineError {
  return new EngineError({ code: 'cancelled', message: 'Cancelled.' });
}

/** The addon puts an engine error as JSON into the message of a plain error. */
export function fromNative(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  try {
    const data = JSON.parse(error.message);
    return typeof data?.code === 'string' ? new EngineError(data) : error;
  } catch {
    return error;
  }
}

/** Runs a call into the addon; its errors become {@link EngineError}s. */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw fromNative(error);
  }
}
