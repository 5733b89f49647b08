import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenOptions, PlanKind } from '../native/node';
import { base64, type Rows } from './peer';
import { ourRows, place, runBytes, setUp } from './support';

interface Format {
  name: string;
  /** Of the file, folder or pattern, below the folder of the data. */
  path: string;
  open?: OpenOptions;
  /** What follows the name in `CREATE EXTERNAL TABLE name`, but for the location. */
  ddl: string;
  sql: string;
}

const csv = { delimiter: ';', has_header: 'false', comment: '#' };

const formats: Format[] = [
  {
    name: 'parquet',
    path: 'all.parquet',
    ddl: 'STORED AS PARQUET',
    sql: 'select * from parquet where id > 20',
  },
  {
    name: 'decimals',
    path: 'all.parquet',
    ddl: 'STORED AS PARQUET',
    sql: 'select code, sum(price) as p, max(wide) as w, avg(price) as a from decimals group by code',
  },
  {
    name: 'stamps',
    path: 'all.parquet',
    ddl: 'STORED AS PARQUET',
    sql: `select id, berlin, utc, stamp, date_trunc('day', berlin) as d, utc - interval '1 hour' as earlier, berlin at time zone 'America/Lima' as lima
          from stamps where berlin >= timestamp '2024-04-01T00:00:00Z' and day < date '2024-04-05'`,
  },
  {
    name: 'dictionary',
    path: 'all.parquet',
    ddl: 'STORED AS PARQUET',
    sql: "select code, count(*) as n from dictionary where code in ('north', 'größe') or code is null group by code",
  },
  {
    name: 'nested',
    path: 'all.parquet',
    ddl: 'STORED AS PARQUET',
    sql: "select id, pair['y']['z'] as z, list[1] as one, array_length(list) as n, blob from nested where pair['x'] > 3",
  },
  {
    name: 'unnested',
    path: 'all.parquet',
    ddl: 'STORED AS PARQUET',
    sql: 'select id, unnest(list) as item from unnested',
  },
  { name: 'arrow', path: 'all.arrow', ddl: 'STORED AS ARROW', sql: 'select * from arrow where id % 3 = 0' },
  { name: 'plain_csv', path: 'plain.csv', ddl: 'STORED AS CSV', sql: 'select * from plain_csv where flag' },
  {
    name: 'odd_csv',
    path: 'odd.csv',
    open: { options: { ...csv, quote: "'" } },
    ddl: `STORED AS CSV OPTIONS ('format.delimiter' ';', 'format.has_header' 'false', 'format.comment' '#', 'format.quote' '''')`,
    sql: 'select column_1 as a, column_4 as w, column_5 as d from odd_csv where column_2 > 1000',
  },
  {
    name: 'lines',
    path: 'lines.ndjson',
    ddl: 'STORED AS JSON',
    sql: "select id, word, list, pair['x'] as x from lines where real > 1000",
  },
  {
    name: 'hive',
    path: 'hive',
    ddl: 'STORED AS PARQUET PARTITIONED BY (year, kind)',
    sql: "select year, kind, count(*) as n, sum(price) as p from hive where year = '2024' or kind = 'a' group by year, kind",
  },
];

const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];

describe.skipIf(!place)('file formats', () => {
  const both = place ? setUp() : (undefined as never);
  const expected = new Map<string, Rows>();

  beforeAll(async () => {
    const { session, peer, folder } = both;
    await peer.call('make_data', { folder });
    const statements = formats.map(
      ({ name, path, ddl }) =>
        `CREATE EXTERNAL TABLE ${name} ${ddl.replace(/ OPTIONS.*/, '')} LOCATION '${join(folder, path)}'${/ OPTIONS.*/.exec(ddl)?.[0] ?? ''}`,
    );
    await peer.call('open', { session: 'formats', statements });
    for (const { name, path, open, sql } of formats) {
      await session.openFile(join(folder, path), { ...open, name });
      const rows = await peer.call<Rows>('rows', { session: 'formats', sql });
      expect(rows.rows.length, name).toBeGreaterThan(2);
      expected.set(name, rows);
    }
  });

  it.each(formats)('$name: the same rows from both engines', async ({ name, sql }) => {
    expect(await ourRows(both.session, both.peer, sql)).toEqual(expected.get(name));
  });

  describe.each(kinds)('%s plans', (stage) => {
    it.each(formats)('$name: what we write, Python reads and runs', async ({ name, sql }) => {
      const data = base64(await both.session.planBytes(sql, stage));
      expect(await both.peer.call('run', { session: 'formats', data, stage })).toEqual(expected.get(name));
    });

    it.each(formats)('$name: what Python writes, we read and run', async ({ name, sql }) => {
      const data = await both.peer.call<string>('encode', { session: 'formats', sql, stage });
      expect(await runBytes(both, data, stage)).toEqual(expected.get(name));
    });
  });

  describe('a pattern', () => {
    const sql = 'select id, word from pattern';
    const data = (stage: PlanKind) => both.peer.call<string>('encode', { session: 'pattern', sql, stage });
    const theirs = (bytes: string, stage: PlanKind) =>
      both.peer.call<Rows>('run', { session: 'pattern', data: bytes, stage });
    let rows: Rows;

    beforeAll(async () => {
      const path = join(both.folder, 'parts', 'take-*.parquet');
      const statements = [`CREATE EXTERNAL TABLE pattern STORED AS PARQUET LOCATION '${path}'`];
      await both.peer.call('open', { session: 'pattern', statements });
      await both.session.openFile(path, { name: 'pattern' });
      rows = await both.peer.call<Rows>('rows', { session: 'pattern', sql });
      expect(rows.rows).toHaveLength(100);
    });

    it.each(kinds)('%s: what we write names its files', async (stage) => {
      expect(await theirs(base64(await both.session.planBytes(sql, stage)), stage)).toEqual(rows);
    });

    it('physical: what Python writes, we read and run', async () => {
      expect(await runBytes(both, await data('physical'), 'physical')).toEqual(rows);
    });

    it.each(['logical', 'optimized'] as const)(
      '%s: what Python writes has lost the pattern, in both engines',
      async (stage) => {
        const bytes = await data(stage);
        const whole = await theirs(bytes, stage);
        expect(whole.rows).toHaveLength(200);
        expect(await runBytes(both, bytes, stage)).toEqual(whole);
      },
    );
  });
});
