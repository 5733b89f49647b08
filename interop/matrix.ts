/** The format matrix: tables of every kind that both engines open, each with a query. */
import { join } from 'node:path';
import type { OpenOptions } from '../native/node';
import type { Both } from './support';

export interface Format {
  /** Of the table. */
  name: string;
  /** Of the file, folder or pattern, below the folder of the data. Without it there is no file. */
  path?: string;
  open?: OpenOptions;
  /** What follows the name in `CREATE EXTERNAL TABLE name`, up to the location. */
  ddl?: string;
  /** Pairs of keys and values, without the prefix `format.`. */
  options?: Record<string, string>;
  /** A statement that defines the table in both engines. */
  define?: string;
  sql: string;
}

const parquet = { path: 'all.parquet', ddl: 'STORED AS PARQUET' };

const columns: Format[] = [
  { name: 'parquet', ...parquet, sql: 'select * from parquet where id > 20' },
  {
    name: 'decimals',
    ...parquet,
    sql: 'select code, sum(price) as p, max(wide) as w, avg(price) as a from decimals group by code',
  },
  {
    name: 'stamps',
    ...parquet,
    sql: `select id, berlin, utc, stamp, date_trunc('day', berlin) as d, utc - interval '1 hour' as earlier, berlin at time zone 'America/Lima' as lima
          from stamps where berlin >= timestamp '2024-04-01T00:00:00Z' and day < date '2024-04-05'`,
  },
  {
    name: 'zones',
    ...parquet,
    sql: `select id, berlin, date_trunc('day', berlin) as d, extract(hour from berlin) as h
          from zones where extract(hour from berlin) < 5 order by berlin`,
  },
  {
    name: 'dictionary',
    ...parquet,
    sql: "select code, count(*) as n from dictionary where code in ('north', 'größe') or code is null group by code",
  },
  {
    name: 'nested',
    ...parquet,
    sql: "select id, pair['y']['z'] as z, list[1] as one, array_length(list) as n, blob from nested where pair['x'] > 3",
  },
  { name: 'unnested', ...parquet, sql: 'select id, unnest(list) as item from unnested' },
];

const csv = (name: string, path: string, options: Record<string, string> = {}): Format => ({
  name,
  path,
  ddl: 'STORED AS CSV',
  options,
  sql: `select * from ${name} where flag`,
});

const json = (name: string, path: string, options: Record<string, string> = {}): Format => ({
  name,
  path,
  ddl: 'STORED AS JSON',
  options,
  sql: `select id, word, list, pair['x'] as x from ${name} where real > 1000`,
});

const compressions = [
  ['gzip', 'gz'],
  ['bzip2', 'bz2'],
  ['xz', 'xz'],
  ['zstd', 'zst'],
] as const;

const odd = { delimiter: ';', has_header: 'false', comment: '#', quote: "'" };

const files: Format[] = [
  { name: 'arrow', path: 'all.arrow', ddl: 'STORED AS ARROW', sql: 'select * from arrow where id % 3 = 0' },
  {
    name: 'arrow_stream',
    path: 'all.arrows',
    ddl: 'STORED AS ARROW',
    sql: 'select * from arrow_stream where id % 3 = 0',
  },
  csv('plain_csv', 'plain.csv'),
  {
    name: 'odd_csv',
    path: 'odd.csv',
    open: { options: odd },
    ddl: 'STORED AS CSV',
    options: odd,
    sql: 'select column_1 as a, column_4 as w, column_5 as d from odd_csv where column_2 > 1000',
  },
  ...compressions.map(([compression, end]) => csv(`csv_${compression}`, `plain.csv.${end}`, { compression })),
  json('lines', 'lines.ndjson'),
  ...compressions.map(([compression, end]) =>
    json(`lines_${compression}`, `lines.ndjson.${end}`, { compression }),
  ),
  json('array', 'array.json', { newline_delimited: 'false' }),
  json('array_gzip', 'array.json.gz', { newline_delimited: 'false', compression: 'gzip' }),
  {
    name: 'hive',
    path: 'hive',
    ddl: 'STORED AS PARQUET PARTITIONED BY (year, kind)',
    sql: "select year, kind, count(*) as n, sum(price) as p from hive where year = 'y2024' or kind = 'a' group by year, kind",
  },
];

const rows = "(values (1, 'a', date '2024-02-29'), (2, null, null), (3, 'größe', date '1969-12-31'))";

const fileless: Format[] = [
  {
    name: 'literal_rows',
    sql: `select n + 1 as m, upper(w) as w, d from ${rows} as v (n, w, d) where n <> 4`,
  },
  {
    name: 'memory',
    define: `CREATE TABLE memory AS SELECT * FROM ${rows} AS v (n, w, d)`,
    sql: 'select n, w, d from memory where n < 4',
  },
  {
    name: 'seen',
    define: "CREATE VIEW seen AS SELECT id, upper(code) AS loud, price FROM dictionary WHERE code <> ''",
    sql: 'select loud, sum(price) as p, count(*) as n from seen where id > 10 group by loud',
  },
];

export const formats: Format[] = [...columns, ...files, ...fileless];

const utc = { path: 'utc.parquet', ddl: 'STORED AS PARQUET' };

/** For Substrait, which casts to no time zone but UTC and has no values of dictionaries: the same without them. */
export const plainer: Format[] = [
  { name: 'parquet_utc', ...utc, sql: 'select * from parquet_utc where id > 20' },
  {
    name: 'decimals_utc',
    ...utc,
    sql: 'select word, sum(price) as p, max(wide) as w, avg(price) as a from decimals_utc group by word',
  },
  {
    name: 'stamps_utc',
    ...utc,
    sql: `select id, utc, stamp, date_trunc('day', utc) as d, utc - interval '1 hour' as earlier, day
          from stamps_utc where utc >= timestamp '2024-04-01T00:00:00Z' and day < date '2024-04-05'`,
  },
  {
    name: 'dictionary_utc',
    ...utc,
    sql: 'select code, count(*) as n from dictionary_utc where code is null or id > 20 group by code',
  },
  {
    name: 'nested_utc',
    ...utc,
    sql: "select id, pair['y']['z'] as z, list[1] as one, array_length(list) as n, blob from nested_utc where pair['x'] > 3",
  },
  {
    name: 'arrow_utc',
    path: 'utc.arrow',
    ddl: 'STORED AS ARROW',
    sql: 'select * from arrow_utc where id % 3 = 0',
  },
  {
    name: 'arrow_stream_utc',
    path: 'utc.arrows',
    ddl: 'STORED AS ARROW',
    sql: 'select * from arrow_stream_utc where id % 3 = 0',
  },
  {
    name: 'hive_utc',
    path: 'hive-utc',
    ddl: 'STORED AS PARQUET PARTITIONED BY (year, kind)',
    sql: 'select year, kind, count(*) as n, sum(price) as p from hive_utc group by year, kind',
  },
  {
    name: 'seen_utc',
    define: 'CREATE VIEW seen_utc AS SELECT id, upper(word) AS loud, price FROM decimals_utc WHERE id > 10',
    sql: 'select loud, sum(price) as p, count(*) as n from seen_utc group by loud',
  },
];

const given = (options: Record<string, string>) =>
  Object.entries(options).map(([key, value]) => `'format.${key}' '${value.replaceAll("'", "''")}'`);

function statement({ name, path, ddl, options, define }: Format, folder: string): string[] {
  if (!path) return define ? [define] : [];
  const tail = options && Object.keys(options).length ? ` OPTIONS (${given(options).join(', ')})` : '';
  return [`CREATE EXTERNAL TABLE ${name} ${ddl} LOCATION '${join(folder, path)}'${tail}`];
}

/** Writes the files and opens the tables in both engines; the peer's session is named `formats`. */
export async function openFormats({ session, peer, folder }: Both, tables = formats): Promise<void> {
  await peer.call('make_data', { folder });
  const statements = tables.flatMap((table) => statement(table, folder));
  await peer.call('open', { session: 'formats', statements });
  for (const { name, path, open, define } of tables) {
    if (path) await session.openFile(join(folder, path), { ...open, name });
    else if (define) await session.rows(define, 'arrow').next();
  }
}
