import { z } from 'zod';

/** Formats that rows are exported in. `arrow` is an IPC stream, `arrow-file` an IPC file. */
export const exportFormat = z.enum([
  'csv',
  'tsv',
  'json',
  'ndjson',
  'parquet',
  'arrow-file',
  'arrow',
  'avro',
  'xlsx',
  'html',
  'markdown',
]);
export type ExportFormat = z.infer<typeof exportFormat>;

interface FormatFacts {
  title: string;
  extension: string;
  /** Compressions that can be chosen, the default first; empty where there is no choice. */
  compressions: readonly string[];
  /** Whether the rows can go to a folder of files, one for each value of some columns. */
  partitions: boolean;
}

const ofText = ['none', 'gzip', 'zstd'];

/** Each format, in the order of the dialog. `native/engine/src/export/options.rs` checks the values. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, FormatFacts>> = {
  csv: { title: 'CSV', extension: 'csv', compressions: ofText, partitions: true },
  tsv: { title: 'TSV', extension: 'tsv', compressions: ofText, partitions: true },
  json: { title: 'JSON array', extension: 'json', compressions: ofText, partitions: true },
  ndjson: { title: 'JSON lines', extension: 'ndjson', compressions: ofText, partitions: true },
  parquet: {
    title: 'Parquet',
    extension: 'parquet',
    compressions: ['zstd', 'snappy', 'gzip', 'lz4', 'brotli', 'none'],
    partitions: true,
  },
  'arrow-file': {
    title: 'Arrow file',
    extension: 'arrow',
    compressions: ['none', 'lz4', 'zstd'],
    partitions: true,
  },
  arrow: {
    title: 'Arrow stream',
    extension: 'arrows',
    compressions: ['none', 'lz4', 'zstd'],
    partitions: false,
  },
  avro: {
    title: 'Avro',
    extension: 'avro',
    compressions: ['deflate', 'snappy', 'zstd', 'none'],
    partitions: true,
  },
  xlsx: { title: 'Excel', extension: 'xlsx', compressions: [], partitions: false },
  html: { title: 'HTML', extension: 'html', compressions: [], partitions: false },
  markdown: { title: 'Markdown', extension: 'md', compressions: [], partitions: false },
};

/** Most rows of an Excel sheet, its header included. */
export const SHEET_ROWS = 1_048_576;

/** The extension of the file that `format` with `options` makes, without a dot; empty for a folder. */
export function exportExtension(format: ExportFormat, options: Readonly<Record<string, string>>): string {
  const { extension, compressions } = EXPORT_FORMATS[format];
  if (options.partition_by) return '';
  if (compressions !== ofText) return extension;
  const packed = { gzip: '.gz', zstd: '.zst' }[options.compression ?? ''] ?? '';
  return extension + packed;
}

export const exportRequest = z.object({
  /** Chosen by the window; names the export in `rows:progressed`. */
  exportId: z.string().uuid(),
  queryId: z.string().min(1).max(64),
  /** `stored`: the rows that are shown. `again`: the statement runs again, and all of its rows are written. */
  what: z.enum(['stored', 'again']),
  format: exportFormat,
  /** Options of the format by name. */
  options: z.record(z.string().max(100), z.string().max(100_000)),
  suggestedName: z.string().max(200),
});
export type ExportRequest = z.infer<typeof exportRequest>;

export const exportProgress = z.object({ exportId: z.string(), rows: z.number(), bytes: z.number() });
export type ExportProgress = z.infer<typeof exportProgress>;

export const exportedRows = z.object({
  path: z.string(),
  rows: z.number(),
  /** On disk. */
  bytes: z.number(),
  elapsedMs: z.number(),
});
export type ExportedRows = z.infer<typeof exportedRows>;
