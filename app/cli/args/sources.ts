import type { OpenOptions } from '../../main/engine/engine';
import { fileKind } from '../../shared/fileKind';
import { fileFormat } from '../../shared/table';
import type { Option } from './option';
import type { Arguments } from './parse';
import { localPath, STANDARD_INPUT } from './path';
import { UsageError } from './usageError';

/** A file to open as a table before the SQL runs. */
export interface TableSource {
  path: string;
  options: OpenOptions & { name: string };
}

/** What `query` and `plan export` plan. */
export interface Sources {
  tables: TableSource[];
  settings: Record<string, string>;
  sql: { text: string } | { file: string };
}

export const sourceOptions: readonly Option[] = [
  {
    name: 'table',
    short: 't',
    value: 'NAME=PATH',
    multiple: true,
    help: 'Open a file, a folder or a glob as table NAME;\neverything after the first = is the path',
  },
  {
    name: 'opt',
    value: 'NAME.KEY=VALUE',
    multiple: true,
    help: 'Reader option of table NAME, such as format.delimiter;\nthe key `format` says what its files are:\nparquet, csv, json, ndjson, arrow or excel',
  },
  {
    name: 'config',
    short: 'c',
    value: 'KEY=VALUE',
    multiple: true,
    help: 'DataFusion setting, such as\ndatafusion.execution.batch_size=8192',
  },
  { name: 'execute', short: 'e', value: 'SQL', help: 'The SQL itself, instead of FILE.sql' },
];

/**
 * Reads the shared options and the FILE.sql argument. @throws UsageError
 *
 * @param isElsewhere true for an `--opt` that is for no table
 */
export function parseSources(args: Arguments, isElsewhere = (_opt: string) => false): Sources {
  const tables = args.all('table').map(parseTable);
  const names = tables.map(({ options }) => options.name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined)
    throw new UsageError(`Two tables are named ${twice}.`, 'Give each -t another NAME.');
  for (const text of args.all('opt')) if (!isElsewhere(text)) applyOption(text, tables);
  return { tables, settings: parseSettings(args.all('config')), sql: parseSql(args) };
}

/** `KEY=VALUE`, split at the first `=`. @throws UsageError */
function keyValue(text: string, option: string, form: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} ${text} does not have the form ${form}.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** `NAME=PATH` as the name and the absolute path of a table's files. @throws UsageError */
export function namedPath(text: string, option: string): [string, string] {
  const [name, path] = keyValue(text, option, 'NAME=PATH');
  if (path === '') throw new UsageError(`${option} ${text} has no path.`);
  if (path === STANDARD_INPUT) {
    throw new UsageError(
      `${option} ${text}: a table cannot be read from standard input.`,
      'Write it to a file first and name that; a file that is called - is ./-',
    );
  }
  return [name, localPath(path)];
}

function parseTable(text: string): TableSource {
  const [name, path] = namedPath(text, '-t');
  return { path, options: { name } };
}

/** A table's name may contain dots too: the longest match is used. */
function applyOption(text: string, tables: readonly TableSource[]): void {
  const [left, value] = keyValue(text, '--opt', 'NAME.KEY=VALUE');
  const table = tables
    .filter(({ options }) => left.startsWith(`${options.name}.`) && left.length > options.name.length + 1)
    .sort((a, b) => b.options.name.length - a.options.name.length)[0];
  if (!table) {
    throw new UsageError(
      `--opt ${text} belongs to no table.`,
      'Name a table of a -t option: --opt NAME.KEY=VALUE',
    );
  }
  const key = left.slice(table.options.name.length + 1);
  if (key !== 'format') {
    table.options.options = { ...table.options.options, [key]: value };
    return;
  }
  const format = fileFormat.safeParse(value);
  if (!format.success) {
    throw new UsageError(
      `--opt ${left} cannot be ${value}.`,
      `It is one of ${fileFormat.options.join(', ')}.`,
    );
  }
  table.options.format = format.data;
}

function parseSettings(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text) => keyValue(text, '-c', 'KEY=VALUE')));
}

function parseSql(args: Arguments): Sources['sql'] {
  const [file, ...more] = args.positionals;
  const text = args.one('execute');
  if (file !== undefined) requireSql(file);
  if (more.length > 0) throw new UsageError(`Only one FILE.sql is allowed; remove ${more[0]}.`);
  if (text !== undefined && file !== undefined) {
    throw new UsageError(`Both -e and ${file} are given.`, 'Give the SQL with -e or in a file, not both.');
  }
  if (text !== undefined) return { text };
  if (file !== undefined) return { file };
  throw new UsageError('There is no SQL.', 'Give it with -e SQL, as FILE.sql, or as - for standard input.');
}

/** Refuses a FILE.sql with the extension of a data file or plan. */
function requireSql(file: string): void {
  const kind = fileKind(file);
  if (kind === 'data')
    throw new UsageError(
      `${file} is a data file, not SQL.`,
      `Open it as a table: -t NAME=${file}, with the SQL after -e.`,
    );
  if (kind === 'plan')
    throw new UsageError(
      `${file} is a saved plan, not SQL.`,
      'planarium plan run runs it, planarium plan show says what it is.',
    );
}
