import { extname } from 'node:path';
import type { RowFormat } from '../../main/engine/engine';
import type { Option } from './option';
import type { Arguments } from './parse';
import { UsageError } from './usageError';

const formats = [
  'table',
  'csv',
  'tsv',
  'json',
  'ndjson',
  'arrow',
  'parquet',
  'avro',
  'markdown',
  'html',
  'xlsx',
] as const;
type Format = (typeof formats)[number];

const byExtension: Record<string, Format> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.parquet': 'parquet',
  '.avro': 'avro',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.xlsx': 'xlsx',
  '.txt': 'table',
};

/** Extensions behind that of a format of text, with the compression they stand for. */
const compressions: Record<string, string> = { '.gz': 'gzip', '.zst': 'zstd' };

const compressible: ReadonlySet<Format> = new Set(['csv', 'tsv', 'json', 'ndjson']);
const binary: ReadonlySet<Format> = new Set(['arrow', 'parquet', 'avro', 'xlsx']);

/** Rows that a table on a terminal shows by default. */
const TERMINAL_ROWS = 40;

export const rowOutputOptions: readonly Option[] = [
  {
    name: 'format',
    value: 'FORMAT',
    choices: formats,
    help: `${formats.join(', ')};\ndefault: by OUT's extension, else table on a terminal,\ncsv in a pipe`,
  },
  {
    name: 'output',
    short: 'o',
    value: 'OUT',
    help: 'Write to a file, which appears only when it is complete',
  },
  {
    name: 'max-rows',
    value: 'N',
    help: `Rows a table shows, half of them from the end; 0 for all;\ndefault: ${TERMINAL_ROWS} on a terminal, else all`,
  },
  { name: 'stats', help: 'Rows, time, bytes and the time of each phase on standard error when done' },
];

/** `--opt` where there are no tables whose readers it could be for. */
export const outputOption: Option = {
  name: 'opt',
  value: 'KEY=VALUE',
  multiple: true,
  help: 'Option of the output format, such as compression=zstd\nor partition_by=year,month; see docs/cli.md',
};

/** Whether an `--opt` is for the output: those of tables have the form NAME.KEY=VALUE. */
export function isOutputOption(text: string): boolean {
  return /^[^.=]+=/.test(text);
}

/** How rows are written, and where. */
export interface RowOutput {
  format: RowFormat;
  /** Undefined for standard output. */
  path: string | undefined;
  maxRows: number;
  /** Options of the format by name. */
  options: Record<string, string>;
  stats: boolean;
}

/** Reads the options above. @throws UsageError, also for binary rows on a terminal */
export function parseRowOutput(args: Arguments, terminal: boolean): RowOutput {
  const path = outputPath(args);
  const toTerminal = path === undefined && terminal;
  const { stem, compression } = uncompressed(path);
  const format = (args.one('format') as Format | undefined) ?? defaultFormat(stem, toTerminal);
  if (toTerminal && binary.has(format)) {
    throw new UsageError(
      `${format} is binary and is not written to a terminal.`,
      'Name a file with -o OUT, or send the output into a pipe.',
    );
  }
  return {
    // Readers of a file expect Arrow's file format; only the stream format can be piped.
    format: format === 'arrow' && path !== undefined ? 'arrow-file' : format,
    path,
    maxRows: maxRows(args.one('max-rows'), toTerminal),
    options: {
      ...(compression && compressible.has(format) && { compression }),
      ...Object.fromEntries(args.all('opt').filter(isOutputOption).map(nameAndValue)),
    },
    stats: args.has('stats'),
  };
}

/** The value of `-o`; `-` is standard output. */
export function outputPath(args: Arguments): string | undefined {
  const path = args.one('output');
  if (path === '') throw new UsageError('-o needs the name of a file.');
  return path === '-' ? undefined : path;
}

/** OUT without the extension of a compression: `out.csv.gz` is CSV. */
function uncompressed(path: string | undefined): { stem: string | undefined; compression?: string } {
  const extension = path === undefined ? '' : extname(path);
  const compression = compressions[extension.toLowerCase()];
  return compression ? { stem: path?.slice(0, -extension.length), compression } : { stem: path };
}

function nameAndValue(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

function defaultFormat(path: string | undefined, toTerminal: boolean): Format {
  if (path === undefined) return toTerminal ? 'table' : 'csv';
  const extension = extname(path).toLowerCase();
  if (extension === '') return 'csv';
  const format = byExtension[extension];
  if (format) return format;
  throw new UsageError(`${path} has no known output format.`, `Add --format ${formats.join('|')}.`);
}

function maxRows(text: string | undefined, toTerminal: boolean): number {
  if (text === undefined) return toTerminal ? TERMINAL_ROWS : 0;
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) {
    throw new UsageError(`--max-rows cannot be ${text}.`, 'It is a whole number; 0 shows all rows.');
  }
  return count;
}
