import { type AppError, type ErrorCode, errorCode } from '../../shared/errors';

/** An error with a code, thrown by the services. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly hint?: string;
  readonly detail?: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    more: { hint?: string; detail?: string } = {},
  ) {
    super(message);
    if (more.hint) this.hint = more.hint;
    if (more.detail) this.detail = more.detail;
  }
}

/** A request that was cancelled: an outcome, not a fault. */
export function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled.');
}

/**
 * The error as it travels. Whatever carries a code of the list keeps its
 * fields; anything else is a fault of the product: code `internal`, its stack
 * as detail.
 */
export function toAppError(thrown: unknown): AppError {
  if (!(thrown instanceof Error)) return { code: 'internal', message: String(thrown) };
  const { hint, span, detail, code } = thrown as Error & Partial<AppError>;
  const known = errorCode.safeParse(code);
  if (!known.success) {
    return { code: 'internal', message: thrown.message, ...(thrown.stack && { detail: thrown.stack }) };
  }
  return {
    code: known.data,
    message: thrown.message,
    ...(hint && { hint }),
    ...(span && { span }),
    ...(detail && { detail }),
  };
}

/** True for faults of the product itself, which belong into the log; all else is the user's to read. */
export function isFault(error: AppError): boolean {
  return error.code === 'internal' || error.code === 'panic';
}
