import { extname } from 'node:path';
import type { RowFormat } from '../../main/engine/engine';
import type { Option } from './option';
import type { Arguments } from './parse';
import { UsageError } from './usageError';

const formats = ['table', 'csv', 'json', 'ndjson', 'arrow', 'parquet', 'markdown'] as const;
type Format = (typeof formats)[number];

const byExtension: Record<string, Format> = {
  '.csv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.parquet': 'parquet',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.txt': 'table',
};

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

/** How rows are written, and where. */
export interface RowOutput {
  format: RowFormat;
  /** Undefined for standard output. */
  path: string | undefined;
  maxRows: number;
  stats: boolean;
}

/** Reads the options above. @throws UsageError, also for binary rows on a terminal */
export function parseRowOutput(args: Arguments, terminal: boolean): RowOutput {
  const path = outputPath(args);
  const toTerminal = path === undefined && terminal;
  const format = (args.one('format') as Format | undefined) ?? defaultFormat(path, toTerminal);
  if (toTerminal && (format === 'arrow' || format === 'parquet')) {
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
    stats: args.has('stats'),
  };
}

/** The value of `-o`; `-` is standard output. */
export function outputPath(args: Arguments): string | undefined {
  const path = args.one('output');
  if (path === '') throw new UsageError('-o needs the name of a file.');
  return path === '-' ? undefined : path;
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
