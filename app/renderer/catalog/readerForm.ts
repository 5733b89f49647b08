import type { Fix } from '../../shared/errors';
import type { FileFormat, ReaderOptions } from '../../shared/table';
import { type ColumnType, csvValue, csvValues, formatTypes, parseTypes, TEXT_TYPE } from './columnTypes';
import { encodingTitle } from './encodings';

/** As many rows as decide about types when all are to; the reader stops at the end of the file. */
export const ALL_ROWS = '1000000000';

/** Every column of a CSV file is text. */
export const NO_ROWS = '0';

/** Options that the form has a field for. */
const KEYS = {
  format: 'format',
  delimiter: 'delimiter',
  header: 'has_header',
  quote: 'quote',
  compression: 'compression',
  encoding: 'encoding',
  nullText: 'null_text',
  rows: 'schema_infer_max_rec',
  textColumns: 'text_columns',
  columnTypes: 'column_types',
  shortRows: 'truncated_rows',
  sheet: 'sheet',
} as const;

/** The dialog's values. An empty string means detection. */
export interface ReaderForm {
  format: FileFormat | '';
  delimiter: string;
  header: 'true' | 'false' | '';
  quote: string;
  compression: string;
  encoding: string;
  /** Texts that stand for NULL, as a line of CSV. */
  nullText: string;
  /** Rows that decide about types; `0` reads every column as text. */
  rows: string;
  /** Columns whose types are given. */
  types: readonly ColumnType[];
  /** Fill rows that are too short with NULL. */
  shortRows: boolean;
  /** The worksheet of a workbook. */
  sheet: string;
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
  const text = csvValues(plain[KEYS.textColumns] ?? '');
  const types = parseTypes(plain[KEYS.columnTypes] ?? '').filter(({ column }) => !text.includes(column));
  return {
    format: (plain[KEYS.format] ?? '') as ReaderForm['format'],
    delimiter: plain[KEYS.delimiter] ?? '',
    header: booleanOf(plain[KEYS.header]),
    quote: plain[KEYS.quote] ?? '',
    compression: (plain[KEYS.compression] ?? '').toLowerCase(),
    encoding: (plain[KEYS.encoding] ?? '').toLowerCase(),
    nullText: plain[KEYS.nullText] ?? '',
    rows: plain[KEYS.rows] ?? '',
    types: [...types, ...text.map((column) => ({ column, type: TEXT_TYPE }))],
    shortRows: plain[KEYS.shortRows] === 'true',
    sheet: plain[KEYS.sheet] ?? '',
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
  if (actual === 'excel') {
    const excel: ReaderOptions = form.format ? { format: form.format } : {};
    const given = { ...typesOf(form.types), [KEYS.sheet]: form.sheet, [KEYS.header]: form.header };
    for (const [key, value] of Object.entries(given)) if (value !== '') excel[key] = value;
    return excel;
  }
  set(KEYS.compression, form.compression);
  set(KEYS.rows, form.rows === NO_ROWS && actual !== 'csv' ? '' : form.rows);
  if (actual !== 'csv') return all;
  set(KEYS.delimiter, form.delimiter);
  set(KEYS.header, form.header);
  set(KEYS.quote, form.quote);
  set(KEYS.encoding, form.encoding);
  set(KEYS.nullText, form.nullText);
  for (const [key, value] of Object.entries(typesOf(form.types))) set(key, value);
  set(KEYS.shortRows, form.shortRows ? 'true' : '');
  return all;
}

function typesOf(types: readonly ColumnType[]): ReaderOptions {
  const isText = ({ type }: ColumnType) => type === TEXT_TYPE;
  return {
    [KEYS.textColumns]: types
      .filter(isText)
      .map(({ column }) => csvValue(column))
      .join(','),
    [KEYS.columnTypes]: formatTypes(types.filter((type) => !isText(type))),
  };
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
    case 'encoding':
      return { ...options, [KEYS.encoding]: fix.encoding };
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
    case 'encoding':
      return `Read as ${encodingTitle(fix.encoding)}`;
  }
}

/** Longest name of a column on a button. */
const NAME_LENGTH = 32;

function shortened(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
}

function booleanOf(text: string | undefined): ReaderForm['header'] {
  return text === 'true' || text === 'false' ? text : '';
}
