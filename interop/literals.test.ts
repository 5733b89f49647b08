import { beforeAll, describe, expect, it } from 'vitest';
import { Session } from '../native/node';
import { base64, type Rows } from './peer';
import { ourRows, place, runBytes, setUp } from './support';

/** Constants that the optimizer folds into one literal each. */
const literals = [
  'true',
  'cast(null as boolean)',
  ...['tinyint', 'smallint', 'int', 'bigint'].flatMap((type) => [
    `cast(-7 as ${type})`,
    `cast(null as ${type})`,
  ]),
  ...['tinyint', 'smallint', 'int', 'bigint'].map((type) => `cast(250 % 128 as ${type} unsigned)`),
  'cast(1.5 as real)',
  'cast(2.5e300 as double)',
  "cast('NaN' as double)",
  "cast('-inf' as double)",
  "'größe 😀'",
  "arrow_cast('x', 'LargeUtf8')",
  "arrow_cast('x', 'Utf8View')",
  "x'00ff80'",
  "arrow_cast(x'00ff80', 'LargeBinary')",
  "arrow_cast(x'00ff80', 'BinaryView')",
  "arrow_cast(x'00ff80', 'FixedSizeBinary(3)')",
  "cast('123456789012.345' as decimal(20, 3))",
  "cast('12345678901234567890123456789012345678901234.5' as decimal(60, 1))",
  "date '2024-02-29'",
  "arrow_cast(date '2024-02-29', 'Date64')",
  ...["'Second'", "'Millisecond'", "'Microsecond'", "'Nanosecond'"]
    .map((unit) => unit.slice(1, -1))
    .flatMap((unit) => [
      `arrow_cast('2024-03-31T00:30:00', 'Timestamp(${unit}, None)')`,
      `arrow_cast('2024-03-31T00:30:00Z', 'Timestamp(${unit}, Some("Europe/Berlin"))')`,
    ]),
  "arrow_cast('01:02:03', 'Time32(Second)')",
  "arrow_cast('01:02:03.000004', 'Time64(Microsecond)')",
  "arrow_cast(90, 'Duration(Second)')",
  "arrow_cast('north', 'Dictionary(Int32, Utf8)')",
  'make_array(1, 2, null)',
  "make_array('a', 'b')",
  'make_array(make_array(1, 2), make_array(3))',
  "arrow_cast(make_array(1, 2, 3), 'LargeList(Int64)')",
  "arrow_cast(make_array(1, 2, 3), 'FixedSizeList(3, Int64)')",
  "named_struct('x', 1, 'y', named_struct('z', 'w'))",
  "map(make_array('a', 'b'), make_array(1, 2))",
  'null',
];

describe.skipIf(!place)('literals', () => {
  const both = place ? setUp() : (undefined as never);
  const stages = ['optimized', 'physical'] as const;
  const select = (literal: string) => `select ${literal} as value`;

  beforeAll(() => both.peer.call('open', { session: 'literals', statements: [] }));

  it.each(literals)('%s: the same value after each trip', async (literal) => {
    const sql = select(literal);
    const value = await both.peer.call<Rows>('rows', { session: 'literals', sql });
    expect(value.rows).toHaveLength(1);
    expect(await ourRows(both.session, both.peer, sql)).toEqual(value);
    for (const stage of stages) {
      const ours = base64(await both.session.planBytes(sql, stage));
      expect(
        await both.peer.call('run', { session: 'literals', data: ours, stage }),
        `${stage}, ours`,
      ).toEqual(value);
      const theirs = await both.peer.call<string>('encode', { session: 'literals', sql, stage });
      expect(await runBytes(both, theirs, stage), `${stage}, theirs`).toEqual(value);
    }
  });

  it.each(stages)(
    'a half-precision number comes back in single precision, in both engines: %s',
    async (stage) => {
      const sql = select("arrow_cast(1.5, 'Float16')");
      const single = { columns: ['value: float'], rows: ['(1.5,)'] };
      const data = await both.peer.call<string>('encode', { session: 'literals', sql, stage });
      expect(await both.peer.call('run', { session: 'literals', data, stage })).toEqual(single);
      expect(await runBytes(both, data, stage)).toEqual(single);
    },
  );

  it.each(['logical', ...stages] as const)("a lambda keeps its parameter's name: %s", async (stage) => {
    const sql = 'select array_transform([1, 2, 3], lambda number: number * 2) as value';
    const doubled = { columns: ['value: list<item: int64>'], rows: ['([2, 4, 6],)'] };
    await both.peer.call('open', {
      session: 'lambda',
      statements: ["SET datafusion.sql_parser.dialect = 'DuckDB'"],
    });
    const theirs = await both.peer.call<string>('encode', { session: 'lambda', sql, stage });
    expect(await runBytes(both, theirs, stage)).toEqual(doubled);
    if (stage === 'logical') expect(Buffer.from(theirs, 'base64').toString('latin1')).toContain('number');
    const session = new Session({ settings: { 'datafusion.sql_parser.dialect': 'DuckDB' } });
    try {
      const ours = base64(await session.planBytes(sql, stage));
      expect(await both.peer.call('run', { session: 'lambda', data: ours, stage })).toEqual(doubled);
    } finally {
      session.close();
    }
  });
});
