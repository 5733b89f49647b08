import { z } from 'zod';
import { appError } from './errors';

/** Coarse type of a column: determines alignment, icon and formatting. */
export const fieldKind = z.enum([
  'integer',
  'float',
  'decimal',
  'text',
  'boolean',
  'date',
  'time',
  'timestamp',
  'duration',
  'interval',
  'binary',
  'list',
  'struct',
  'map',
  'null',
  'other',
]);
export type FieldKind = z.infer<typeof fieldKind>;

export const field = z.object({
  name: z.string(),
  /** Arrow's own name of the type, for example `Timestamp(ms)`. */
  type: z.string(),
  /** The same in a few letters, for example `i64`, `str`, `ts`. */
  shortType: z.string(),
  kind: fieldKind,
  nullable: z.boolean(),
});
export type Field = z.infer<typeof field>;

export const fileFormat = z.enum(['parquet', 'csv', 'json', 'ndjson', 'arrow', 'excel']);
export type FileFormat = z.infer<typeof fileFormat>;

/**
 * Options of a reader by DataFusion's names, ours (`encoding`, `null_text`, `column_types`, `text_columns`,
 * `sheet`), and `format` for what the files are.
 */
export const readerOptions = z.record(z.string().max(1024), z.string().max(65_536));
export type ReaderOptions = z.infer<typeof readerOptions>;

export const tableOrigin = z.enum(['file', 'view', 'external', 'memory']);

export const tableInfo = z.object({
  name: z.string(),
  /** `file`: opened from a path; `external`: by CREATE EXTERNAL TABLE; `memory`: gone when the session ends. */
  origin: tableOrigin,
  format: fileFormat.nullable(),
  /** Absolute path of the file or folder, for `file` tables. */
  path: z.string().nullable(),
  columns: z.array(field),
  /** Row count from the file's own statistics; null if the file would have to be read. */
  rows: z.number().nullable(),
  /** Size on disk in bytes. */
  bytes: z.number().nullable(),
  /** Explicit options, in addition to detected ones. */
  options: readerOptions,
  /** The statement that re-creates the table or view, for `view` and `external`. */
  definition: z.string().nullable(),
});
export type TableInfo = z.infer<typeof tableInfo>;

/** What files would be as a table, before they are opened. */
export const tablePreview = z.object({
  format: fileFormat,
  /** Options as they were found in the files. */
  found: readerOptions,
  columns: z.array(field),
  /** The worksheets of an Excel workbook. */
  sheets: z.array(z.string()),
  /** At most 100 rows of the first 200 columns as text, long values cut; null for NULL. */
  rows: z.array(z.array(z.string().nullable())),
  /** The `CREATE EXTERNAL TABLE` that makes the same table; null where there is none. */
  statement: z.string().nullable(),
});
export type TablePreview = z.infer<typeof tablePreview>;

/** Files of a folder that form one table. */
const folderTable = z.object({
  /** What to open: a file, a folder, or a pattern. */
  path: z.string(),
  /** Its default name. */
  name: z.string(),
  format: fileFormat,
  files: z.number().int(),
  /** Size of all files together. */
  bytes: z.number(),
  columns: z.array(z.string()),
});

/** A folder whose files form several tables. */
export const folderContents = z.object({
  tables: z.array(folderTable),
  faults: z.array(z.object({ path: z.string(), error: appError })),
  /** Whether the folder as a whole can be opened as one table. */
  oneFormat: z.boolean(),
});
export type FolderContents = z.infer<typeof folderContents>;
