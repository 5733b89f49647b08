import { type AppError, type ErrorCode, errorCode, type TextSpan } from '../../shared/errors';

/** An error with a code, thrown by the services. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly hint?: string;
  readonly span?: TextSpan;
  readonly detail?: string;
  readonly reopen?: AppError['reopen'];

  constructor(
    readonly code: ErrorCode,
    message: string,
    { hint, span, detail, reopen }: Omit<AppError, 'code' | 'message'> = {},
  ) {
    super(message);
    if (hint) this.hint = hint;
    if (span) this.span = span;
    if (detail) this.detail = detail;
    if (reopen) this.reopen = reopen;
  }

  /** Rebuilds an error received from another process, to rethrow it. */
  static of({ code, message, ...more }: AppError): ServiceError {
    return new ServiceError(code, message, more);
  }
}

/** A cancelled request: an outcome, not a fault. */
export function cancelled(): ServiceError {
  return new ServiceError('cancelled', 'Cancelled.');
}

/**
 * The error in its serialisable form. An error with a code of the list keeps its
 * fields; anything else is a fault of the product: code `internal`, with its
 * stack as detail.
 */
export function toAppError(thrown: unknown): AppError {
  if (!(thrown instanceof Error)) return { code: 'internal', message: String(thrown) };
  const { hint, span, detail, reopen, code } = thrown as Error & Partial<AppError>;
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
    ...(reopen && { reopen }),
  };
}

/** The error with the fields that `change` replaces; the same object if `change` returns undefined. */
export function mapError(
  thrown: unknown,
  change: (error: AppError) => Partial<AppError> | undefined,
): unknown {
  const error = toAppError(thrown);
  const changed = change(error);
  return changed ? ServiceError.of({ ...error, ...changed }) : thrown;
}

/** True for faults of the product itself, which are logged; all other errors are for the user. */
export function isFault(error: AppError): boolean {
  return error.code === 'internal' || error.code === 'panic';
}
