import { z } from 'zod';

/**
 * Every error code the product can show. `native/error/src/code.rs`
 * mirrors the list; a test compares the two.
 */
export const ERROR_CODES = [
  // SQL
  'sql_syntax',
  'sql_plan',
  'empty_statement',
  'table_unknown',
  'column_unknown',
  'function_unknown',
  'unsupported_statement',
  // Running
  'cancelled',
  'execution_failed',
  'memory_exceeded',
  'query_unknown',
  // Files and tables
  'file_missing',
  'file_empty',
  'file_unreadable',
  'file_damaged',
  'file_mismatch',
  'file_unsupported',
  'file_changed',
  'file_format_unknown',
  'table_exists',
  'write_failed',
  // Plans as bytes
  'plan_not_serializable',
  'plan_file_foreign',
  'plan_file_damaged',
  'plan_file_too_new',
  'plan_file_too_large',
  'plan_too_deep',
  'plan_kind_missing',
  'plan_version_differs',
  'plan_writes',
  'plan_extension_needed',
  'plan_source_changed',
  'plan_source_missing',
  'plan_secret',
  'codec_exists',
  'codec_unusable',
  'substrait_unsupported',
  // The product's own faults
  'workspace_damaged',
  'invalid_request',
  'sender_refused',
  'panic',
  'internal',
] as const;

export const errorCode = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof errorCode>;

/** A position in the given text: lines and columns count from 1, columns in UTF-16 code units. */
export const position = z.object({ line: z.number().int(), column: z.number().int() });

/** From `start` up to, not including, `end`. */
export const textSpan = z.object({ start: position, end: position });
export type TextSpan = z.infer<typeof textSpan>;

/** A change of the options that a table's files are opened with. */
export const fix = z.discriminatedUnion('kind', [
  /** Read one column as text. */
  z.object({ kind: z.literal('textColumn'), column: z.string() }),
  /** Infer column types from all rows. */
  z.object({ kind: z.literal('allRows') }),
  /** Fill rows that are too short with NULL. */
  z.object({ kind: z.literal('fillShortRows') }),
  /** Read the first line as a row. */
  z.object({ kind: z.literal('noHeader') }),
  /** Read the text in another encoding. */
  z.object({ kind: z.literal('encoding'), encoding: z.string() }),
]);
export type Fix = z.infer<typeof fix>;

/** An error as it is passed between the layers and shown to the user. */
export const appError = z.object({
  code: errorCode,
  /** What went wrong and where, one sentence. */
  message: z.string(),
  /** What to do next. */
  hint: z.string().optional(),
  span: textSpan.optional(),
  /** The full text from the engine or the system, for diagnosis. */
  detail: z.string().optional(),
  /** How the files could be opened instead, the best way first; `table` is null for files that are not a table. */
  reopen: z.object({ fixes: z.array(fix), table: z.string().nullable() }).optional(),
});
export type AppError = z.infer<typeof appError>;
