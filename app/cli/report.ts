import { isFault, toAppError } from '../main/services/serviceError';
import { causeOf } from '../shared/cause';
import type { AppError, ErrorCode } from '../shared/errors';
import { printable } from '../shared/printable';
import { UsageError } from './args/usageError';
import { exitCode } from './exitCode';
import type { Sql } from './input';

/** Errors that mean "not without consent" or "not in this version", not a fault in the input. */
const blocked: ReadonlySet<ErrorCode> = new Set([
  'plan_writes',
  'plan_extension_needed',
  'plan_source_changed',
  'plan_version_differs',
  'plan_secret',
]);

/** The text for the user, and the exit code. `sql` is the text that positions refer to. */
export function report(thrown: unknown, sql?: Sql): { lines: string[]; code: number } {
  if (thrown instanceof UsageError) {
    return { lines: [`planarium: ${thrown.message}`, ...indented(thrown.remedy)], code: exitCode.usage };
  }
  const error = toAppError(thrown);
  if (error.code === 'cancelled') return { lines: ['planarium: cancelled'], code: exitCode.cancelled };
  return {
    lines: errorLines(error, sql),
    code: blocked.has(error.code) ? exitCode.blocked : exitCode.failed,
  };
}

function errorLines(error: AppError, sql: Sql | undefined): string[] {
  return [
    `planarium: ${error.code}${place(error, sql)}: ${error.message}`,
    ...quoted(error, sql),
    ...indented(causeOf(error)),
    ...indented(error.hint),
    ...(isFault(error) ? indented(error.detail) : []),
  ];
}

function place({ span }: AppError, sql: Sql | undefined): string {
  if (!span) return '';
  return ` at ${sql?.name ? `${sql.name}:` : ''}${span.start.line}:${span.start.column}`;
}

/** The line of the SQL with a mark below the position. */
function quoted({ span }: AppError, sql: Sql | undefined): string[] {
  const line = span && sql?.text.split(/\r?\n/)[span.start.line - 1];
  if (!span || !line || line.length > 500) return [];
  const end = span.end.line === span.start.line ? span.end.column - 1 : line.length;
  const before = printable(line.slice(0, span.start.column - 1));
  const marked = printable(line.slice(span.start.column - 1, end));
  return [
    `    ${printable(line)}`,
    `    ${' '.repeat(before.length)}${'^'.repeat(Math.max(marked.length, 1))}`,
  ];
}

function indented(text: string | undefined): string[] {
  return text ? text.split('\n').map((line) => `  ${line}`) : [];
}
