import type { Fix } from '../../shared/errors';
import type { FileFormat, ReaderOptions } from '../../shared/table';

/** As many rows as decide about types when all are to; the reader stops at the end of the file. */
const ALL_ROWS = '1000000000';

/** DataFusion's options that the form has a field for. */
const KEYS = {
  format: 'format',
  delimiter: 'delimiter',
  header: 'has_header',
  quote: 'quote',
  compression: 'compression',
  rows: 'schema_infer_max_rec',
  textColumns: 'text_columns',
  shortRows: 'truncated_rows',
} as const;

/** How the columns' types are found: by the first rows, by all, by a number of rows, or not at all. */
export type Types = 'auto' | 'all' | 'text' | 'rows';

/** The dialog's values. An empty string means detection. */
export interface ReaderForm {
  format: FileFormat | '';
  delimiter: string;
  header: 'true' | 'false' | '';
  quote: string;
  compression: string;
  types: Types;
  /** With `types` of `rows`. */
  rows: string;
  /** Names as a line of CSV. */
  textColumns: string;
  /** Fill rows that are too short with NULL. */
  shortRows: boolean;
  /** Options without a field: they stay as they are. */
  rest: ReaderOptions;
}

/** The fields that show `options`. */
export function formOf(options: ReaderOptions): ReaderForm {
  const plain = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.replace(/^format\./, ''), value]),
  );
  const known = new Set<string>(Object.values(KEYS));
  const rest = Object.fromEntries(Object.entries(plain).filter(([key]) => !known.has(key)));
  const rows = plain[KEYS.rows];
  return {
    format: (plain[KEYS.format] ?? '') as ReaderForm['format'],
    delimiter: plain[KEYS.delimiter] ?? '',
    header: booleanOf(plain[KEYS.header]),
    quote: plain[KEYS.quote] ?? '',
    compression: (plain[KEYS.compression] ?? '').toLowerCase(),
    types: rows === undefined ? 'auto' : rows === '0' ? 'text' : rows === ALL_ROWS ? 'all' : 'rows',
    rows: rows ?? '',
    textColumns: plain[KEYS.textColumns] ?? '',
    shortRows: plain[KEYS.shortRows] === 'true',
    rest,
  };
}

/** The options that a form stands for. */
export function optionsOf(form: ReaderForm, format: FileFormat | null): ReaderOptions {
  const all: ReaderOptions = { ...form.rest };
  const set = (key: string, value: string) => {
    if (value !== '') all[key] = value;
  };
  const actual = form.format || format;
  set(KEYS.format, form.format);
  if (actual === 'parquet' || actual === 'arrow') return form.format ? { format: form.format } : {};
  set(KEYS.compression, form.compression);
  const rows = { auto: '', all: ALL_ROWS, text: actual === 'csv' ? '0' : '', rows: form.rows };
  set(KEYS.rows, rows[form.types]);
  if (actual !== 'csv') return all;
  set(KEYS.delimiter, form.delimiter);
  set(KEYS.header, form.header);
  set(KEYS.quote, form.quote);
  set(KEYS.textColumns, form.textColumns.trim());
  set(KEYS.shortRows, form.shortRows ? 'true' : '');
  return all;
}

/** `options` with what an error advises. */
export function withFix(options: ReaderOptions, fix: Fix): ReaderOptions {
  switch (fix.kind) {
    case 'textColumn': {
      const before = options[KEYS.textColumns];
      const line = [...(before ? [before] : []), csvValue(fix.column)].join(',');
      return { ...options, [KEYS.textColumns]: line };
    }
    case 'allRows':
      return { ...options, [KEYS.rows]: ALL_ROWS };
    case 'fillShortRows':
      return { ...options, [KEYS.shortRows]: 'true' };
    case 'noHeader':
      return { ...options, [KEYS.header]: 'false' };
  }
}

/** Whether `options` do already what a fix advises: it did not help. */
export function isApplied(options: ReaderOptions, fix: Fix): boolean {
  const changed = withFix(options, fix);
  return Object.entries(changed).every(([key, value]) => options[key] === value);
}

/** What a fix does, as the label of its button. */
export function fixTitle(fix: Fix): string {
  switch (fix.kind) {
    case 'textColumn':
      return `Read ${shortened(fix.column)} as text`;
    case 'allRows':
      return 'Find types in all rows';
    case 'fillShortRows':
      return 'Fill short rows with NULL';
    case 'noHeader':
      return 'Read the first line as data';
  }
}

/** Longest name of a column on a button. */
const NAME_LENGTH = 32;

function shortened(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
}

function csvValue(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function booleanOf(text: string | undefined): ReaderForm['header'] {
  return text === 'true' || text === 'false' ? text : '';
}
