import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Expr } from '../native/node';
import { base64, type Rows } from './peer';
import { ourRows, place, setUp } from './support';

interface Read extends Rows {
  words: string;
  bytes: string;
}

const expressions = [
  'id + 1',
  'id * 2 as twice',
  '-id',
  'id between 3 and 7',
  'word is not null and not flag',
  "case when id % 2 = 0 then word else 'odd' end",
  "case word when 'north' then 1 end",
  "word like 'no%' or word ilike '%SSE' escape '\\'",
  "word in ('north', 'south', null)",
  "substr(word, 1, 3) || '-' || upper(code)",
  'cast(price as double) / 3',
  'try_cast(word as int)',
  "price * 1.5 + cast('12.25' as decimal(12, 2))",
  "date_trunc('day', berlin)",
  "stamp + interval '1 month 2 days 3.5 seconds'",
  "pair['y']['z']",
  'list[1]',
  'make_array(id, id + 1)',
  "named_struct('a', id, 'b', word)",
  "coalesce(word, code, 'none')",
  'sum(id)',
  'count(distinct word)',
  'sum(id) filter (where flag)',
  'array_agg(id order by id desc)',
  'sum(id) over (partition by flag order by id rows between 2 preceding and current row)',
  "lag(word, 2, 'none') over (order by id)",
  "x'00ff'",
  "timestamp '2024-03-31T02:30:00+02:00'",
  'null',
];

describe.skipIf(!place)('expressions', () => {
  const both = place ? setUp() : (undefined as never);

  beforeAll(async () => {
    const { session, peer, folder } = both;
    await peer.call('make_data', { folder });
    const path = join(folder, 'all.parquet');
    await session.openFile(path, { name: 't' });
    const statements = [`CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '${path}'`];
    await peer.call('open', { session: 'expressions', statements });
  });

  it.each(expressions)('%s: what we write, Python reads, evaluates and writes again', async (sql) => {
    const ours = await both.session.parseSqlExpr(sql, 't');
    const data = base64(await ours.toBytes());
    const read = await both.peer.call<Read>('read_expr', { session: 'expressions', data, table: 't' });
    expect(read.words).toBe(ours.canonicalName());
    expect(read.bytes).toBe(data);
    const { rows } = await ourRows(both.session, both.peer, `select ${sql.replace(/ as \w+$/, '')} from t`);
    expect(read.rows).toEqual(rows);
  });

  it.each(['', 'not an expression', '\0\x01\x02'])('bytes that are no expression: %j', async (text) => {
    const data = Buffer.from(text);
    await expect(Expr.fromBytes(both.session, data)).rejects.toMatchObject({ code: 'plan_file_damaged' });
    await expect(
      both.peer.call('read_expr', { session: 'expressions', data: base64(data), table: 't' }),
    ).rejects.toThrow();
  });

  it.each(expressions)('%s: what Python writes, we read, and write the same bytes', async (sql) => {
    const data = await both.peer.call<string>('encode_expr', { session: 'expressions', sql, table: 't' });
    const read = await Expr.fromBytes(both.session, Buffer.from(data, 'base64'));
    expect(base64(await read.toBytes())).toBe(data);
    const ours = await both.session.parseSqlExpr(sql, 't');
    expect(read.equals(ours)).toBe(true);
    expect(read.canonicalName()).toBe(ours.canonicalName());
  });
});
