import { tableFromIPC } from 'apache-arrow';
import { expect, it } from 'vitest';
import { ended, rows, setUp } from './support';

const { session } = setUp();

/** One value of each type, as apache-arrow reads it from a page. */
const cases: [type: string, sql: string, value: unknown][] = [
  ['Int8', "arrow_cast(-5, 'Int8')", -5],
  ['UInt64', "arrow_cast('18446744073709551615', 'UInt64')", 18446744073709551615n],
  ['Int64', 'cast(-9223372036854775807 as bigint)', -9223372036854775807n],
  ['Float32', "arrow_cast(0.5, 'Float32')", 0.5],
  ['Float64', 'cast(1e300 as double)', 1e300],
  ['Boolean', 'true', true],
  ['Utf8', "'ä😀'", 'ä😀'],
  ['LargeUtf8', "arrow_cast('large', 'LargeUtf8')", 'large'],
  [
    'Utf8View',
    "arrow_cast('a string longer than twelve bytes', 'Utf8View')",
    'a string longer than twelve bytes',
  ],
  ['Dictionary', "arrow_cast('word', 'Dictionary(Int32, Utf8)')", 'word'],
  ['Binary', "arrow_cast('xy', 'Binary')", Uint8Array.of(120, 121)],
  ['BinaryView', "arrow_cast('xy', 'BinaryView')", Uint8Array.of(120, 121)],
  ['Timestamp(ms)', "arrow_cast('2024-05-06T07:08:09.123', 'Timestamp(Millisecond, None)')", 1714979289123],
  ['Null', 'null', null],
  ['ListView', "arrow_cast([1, 2], 'ListView(Int64)')", [1n, 2n]],
];

it.each(cases)('%s survives', async (_type, sql, value) => {
  const table = await rows(session, `select ${sql} as a, ${sql} as "a b"`);
  const read = table.getChildAt(0)?.get(0);
  expect(Array.isArray(value) ? [...read] : read).toEqual(value);
});

it('decimals keep all digits', async () => {
  const decimals = ["'Decimal32(9, 2)'", "'Decimal64(18, 2)'", "'Decimal128(38, 2)'"];
  for (const type of decimals) {
    const table = await rows(session, `select arrow_cast('1234567.89', ${type}) as a`);
    const column = table.getChildAt(0);
    expect(column?.type.toString()).toMatch(/^Decimal\[/);
    const words = column?.get(0) as Uint32Array;
    expect(BigInt(words[0] ?? 0) + (BigInt(words[1] ?? 0) << 32n)).toBe(123456789n);
  }
  const wide = await rows(session, "select arrow_cast('12345678901234567890.5', 'Decimal256(50, 1)') as a");
  expect(wide.getChildAt(0)?.get(0)).toHaveLength(8);
});

it('nanoseconds keep all digits', async () => {
  const table = await rows(
    session,
    "select arrow_cast('2024-05-06T07:08:09.123456789', 'Timestamp(Nanosecond, None)') as a",
  );
  const raw = table.getChildAt(0)?.data[0]?.values as BigInt64Array;
  expect(raw[0]).toBe(1714979289123456789n);
});

it('nested values survive', async () => {
  const sql =
    "select named_struct('x', arrow_cast('view', 'Utf8View'), 'y', [arrow_cast('w', 'Dictionary(Int8, Utf8)')]) as s, map(['k'], [1]) as m, arrow_cast([1,2], 'FixedSizeList(2 x Int64)') as f";
  const row = (await rows(session, sql)).get(0)?.toJSON() ?? {};
  expect(row.s.x).toBe('view');
  expect([...row.s.y]).toEqual(['w']);
  expect(row.m.toJSON()).toEqual({ k: 1n });
  expect([...row.f]).toEqual([1n, 2n]);
});

it('duplicate column names are distinguished by index', async () => {
  const query = session.query('select * from (select 1 as a) x cross join (select 2 as a) y');
  await ended(query);
  const table = tableFromIPC(await query.page({ offset: 0, limit: 1, columns: [1] }));
  expect(table.getChildAt(0)?.get(0)).toBe(2n);
  query.close();
});
