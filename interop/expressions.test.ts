import { beforeAll, describe, expect, it } from 'vitest';
import { Expr } from '../native/node';
import { openFormats } from './matrix';
import { base64, type Rows } from './peer';
import { selecting } from './splice';
import { ourRows, place, runBytes, setUp } from './support';

interface Read extends Rows {
  words: string;
  bytes: string;
}

const overColumns = [
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

/** Over columns of every type, as each kind of file holds them. */
/** Python's engine shows what stands under a NULL struct of an Arrow file (apache/datafusion #25120). */
const NO_HIDDEN_VALUE = "case when pair is not null then pair['y'] end";

const overTables: Record<string, string[]> = {
  parquet: [
    'wide + 1',
    'wide > 10000000000000000000000000000000000000005',
    'max(wide)',
    'avg(price)',
    'small % 7',
    'small * huge',
    'huge',
    'round(real, 1)',
    'arrow_typeof(blob)',
    "blob = x'1500ff'",
    "encode(blob, 'hex')",
    "code || '!'",
    "case code when 'north' then small end",
    'first_value(code) over (partition by flag order by id)',
    'day + 1',
    "day - date '2024-01-01'",
    'extract(hour from berlin)',
    "berlin at time zone 'America/Lima'",
    'utc - stamp',
    "to_char(stamp, '%d.%m.%Y %H:%M')",
    "date_bin(interval '6 hours', utc, timestamp '2024-01-01T00:00:00Z')",
    'min(berlin)',
    'pair',
    "named_struct('pair', pair, 'list', list)",
    "array_sort(list, 'DESC')",
    'list[-1] + list[1]',
    'array_has(list, 2)',
    "array_agg(pair['x'] order by id) filter (where id < 5)",
  ],
  arrow: ['upper(code)', 'wide - 1', "date_trunc('month', berlin)", NO_HIDDEN_VALUE, 'count(distinct code)'],
  arrow_stream: ["code in ('north', 'größe')", 'utc', 'sum(price)'],
  plain_csv: ['day', 'flag is distinct from true', 'real * id', "nullif(word, '')"],
  odd_csv: ['column_1 + 1', "concat_ws('-', column_4, column_5)", 'max(column_2)'],
  csv_gzip: ['not flag', "day > date '2024-04-01'"],
  lines: ["pair['y']['z']", 'array_length(list)', 'avg(real)'],
  array: ['list', "pair['x'] + id", 'word'],
  hive: [
    "year || '/' || kind",
    "year in ('y2023', 'y2024')",
    "count(price) filter (where kind = 'a')",
    'price * 3',
  ],
  memory: ['n + 1', 'd', "string_agg(w, '-' order by n)"],
  seen: ['upper(loud)', 'price / 3'],
};

const expressions = [
  ...overColumns.map((sql) => ({ table: 'parquet', sql })),
  ...Object.entries(overTables).flatMap(([table, all]) => all.map((sql) => ({ table, sql }))),
];

describe.skipIf(!place)('expressions', () => {
  const both = place ? setUp() : (undefined as never);

  const expected = (table: string, sql: string) =>
    both.peer.call<Rows>('rows', { session: 'formats', sql: `select ${sql} from ${table}` });

  /** The rows of an expression's bytes over a table in our engine. */
  const weEvaluate = async (expr: Expr, bytes: Uint8Array, table: string) => {
    const options = { embedMemoryTables: true };
    const input = await both.session.planBytes(`select * from ${table}`, 'logical', options);
    return runBytes(both, base64(selecting(expr, bytes, input)), 'logical');
  };

  beforeAll(() => openFormats(both));

  it.each(expressions)(
    '$sql over $table: what we write, Python reads, evaluates and writes again',
    async ({ table, sql }) => {
      const ours = await both.session.parseSqlExpr(sql, table);
      const data = base64(await ours.toBytes());
      const { words, bytes, ...rows } = await both.peer.call<Read>('read_expr', {
        session: 'formats',
        data,
        table,
      });
      expect(words).toBe(ours.canonicalName());
      expect(bytes).toBe(data);
      expect(rows).toEqual(await expected(table, sql));
      expect(await ourRows(both.session, both.peer, `select ${sql} from ${table}`)).toEqual(rows);
    },
  );

  it.each(expressions)(
    '$sql over $table: what Python writes, we read, evaluate and write again',
    async ({ table, sql }) => {
      const data = await both.peer.call<string>('encode_expr', { session: 'formats', sql, table });
      const read = await Expr.fromBytes(both.session, Buffer.from(data, 'base64'));
      const bytes = await read.toBytes();
      expect(base64(bytes)).toBe(data);
      const ours = await both.session.parseSqlExpr(sql, table);
      expect(read.equals(ours)).toBe(true);
      expect(read.canonicalName()).toBe(ours.canonicalName());
      const rows = await expected(table, sql);
      expect(rows.rows.length).toBeGreaterThan(0);
      expect(await weEvaluate(read, bytes, table)).toEqual(rows);
    },
  );

  it.each(['', 'not an expression', '\0\x01\x02'])('bytes that are no expression: %j', async (text) => {
    const data = Buffer.from(text);
    await expect(Expr.fromBytes(both.session, data)).rejects.toMatchObject({ code: 'plan_file_damaged' });
    await expect(
      both.peer.call('read_expr', { session: 'formats', data: base64(data), table: 'parquet' }),
    ).rejects.toThrow();
  });
});
