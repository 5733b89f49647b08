import type { Field } from '../../../shared/table';
import { compact, type ValueTree } from '../format';
import { jsonOf } from './json';
import { sqlIdentifier, sqlLiteral } from './sql';

export type CopyFormat = 'tsv' | 'csv' | 'json' | 'markdown' | 'inList' | 'inserts';

/** How rows become text. All but `row` may be empty. */
export interface RowWriter {
  /** Before the first row. */
  head: string;
  /** Between two rows. */
  between: string;
  /** After the last row. */
  foot: string;
  /** Null where the row adds nothing. */
  row(values: readonly ValueTree[]): string | null;
}

/** @param headers whether column names come first, where the format can go without them */
export function writerOf(format: CopyFormat, columns: readonly Field[], headers: boolean): RowWriter {
  switch (format) {
    case 'tsv':
      return lines(columns, headers, '\t', tsvField, (value) =>
        value === null ? '' : tsvField(compact(value)),
      );
    case 'csv':
      return lines(columns, headers, ',', csvField, csvValue);
    case 'json':
      return json(columns);
    case 'markdown':
      return markdown(columns);
    case 'inList':
      return inList(columns);
    case 'inserts':
      return inserts(columns);
  }
}

function lines(
  columns: readonly Field[],
  headers: boolean,
  separator: string,
  name: (text: string) => string,
  value: (value: ValueTree) => string,
): RowWriter {
  return {
    head: headers ? `${columns.map((column) => name(column.name)).join(separator)}\n` : '',
    between: '\n',
    foot: '',
    row: (values) => values.map(value).join(separator),
  };
}

/** As spreadsheets quote the fields of a table on the clipboard. */
function tsvField(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with LF between lines. An empty text is quoted, so that it is told from NULL, which is empty. */
function csvField(text: string): string {
  return text === '' || /[,\n\r"]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvValue(value: ValueTree): string {
  if (value === null) return '';
  return csvField('text' in value ? value.text : jsonOf(value));
}

/** An array of objects; names that come twice get a number, as the keys of an object are different. */
function json(columns: readonly Field[]): RowWriter {
  const names = uniqueNames(columns).map((name) => JSON.stringify(name));
  return {
    head: '[\n',
    between: ',\n',
    foot: '\n]',
    row: (values) => `  {${values.map((value, at) => `${names[at]}: ${jsonOf(value)}`).join(', ')}}`,
  };
}

export function uniqueNames(columns: readonly Field[]): string[] {
  const taken = new Set(columns.map(({ name }) => name));
  const used = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let number = 1; used.has(unique) || (unique !== name && taken.has(unique)); number += 1)
      unique = `${name}_${number}`;
    used.add(unique);
    return unique;
  });
}

const RIGHT: ReadonlySet<Field['kind']> = new Set(['integer', 'float', 'decimal']);

/** A table of GitHub Flavored Markdown: https://github.github.com/gfm/#tables-extension- */
function markdown(columns: readonly Field[]): RowWriter {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map(({ kind }) => (RIGHT.has(kind) ? '---:' : '---'));
  return {
    head: `${line(columns.map(({ name }) => markdownText(name)))}\n${line(rule)}\n`,
    between: '\n',
    foot: '',
    row: (values) => line(values.map((value) => (value === null ? '' : markdownText(compact(value))))),
  };
}

function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]|~]/g, '\\$&').replaceAll(/\r\n|[\r\n]/g, '<br>');
}

/** `(1, 2, 3)`: each value once and no NULL, which would never match; rows of several columns as tuples are not SQL that DataFusion runs. */
function inList(columns: readonly Field[]): RowWriter {
  const seen = new Set<string>();
  return {
    head: '(',
    between: ', ',
    foot: ')',
    row(values) {
      const fresh: string[] = [];
      values.forEach((value, at) => {
        const field = columns[at];
        const literal = value !== null && field ? sqlLiteral(value, field) : null;
        if (literal === null || seen.has(literal)) return;
        seen.add(literal);
        fresh.push(literal);
      });
      return fresh.length > 0 ? fresh.join(', ') : null;
    },
  };
}

/** One INSERT with a row of VALUES a line; the name of the table is to be filled in. */
function inserts(columns: readonly Field[]): RowWriter {
  const names = uniqueNames(columns).map(sqlIdentifier).join(', ');
  return {
    head: `INSERT INTO table_name (${names}) VALUES\n`,
    between: ',\n',
    foot: ';',
    row: (values) =>
      `  (${values.map((value, at) => (columns[at] ? sqlLiteral(value, columns[at]) : 'NULL')).join(', ')})`,
  };
}
