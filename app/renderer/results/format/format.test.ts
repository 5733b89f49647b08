import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  DurationMillisecond,
  Field,
  FixedSizeBinary,
  Float32,
  Float64,
  Int32,
  Int64,
  IntervalMonthDayNano,
  IntervalYearMonth,
  List,
  Map_,
  makeData,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint64,
  Utf8,
  Utf8View,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { cellText, plainCell, prettyCell } from '.';
import { formatFloat32, groupDigits } from './numbers';
import { formatDate, formatDuration, formatInterval, formatTimestamp } from './time';

function dataOf(values: unknown[], type: DataType): Data {
  const [data] = vectorFromArray(values as never[], type as never).data;
  if (!data) throw new Error('No data.');
  return data;
}

function cells(data: Data): (string | null)[] {
  return Array.from({ length: data.length }, (_, index) => cellText(data, index));
}

describe('integers and floats', () => {
  it('keeps all digits of 64-bit integers', () => {
    const data = dataOf([9_223_372_036_854_775_807n, -9_007_199_254_740_993n, null], new Int64());
    expect(cells(data)).toEqual(['9,223,372,036,854,775,807', '-9,007,199,254,740,993', null]);
    expect(plainCell(data, 0)).toBe('9223372036854775807');
    expect(cells(dataOf([18_446_744_073_709_551_615n], new Uint64()))).toEqual([
      '18,446,744,073,709,551,615',
    ]);
  });

  it('writes the shortest text that reads back as the same float', () => {
    expect(cells(dataOf([0.1, -1234.5, 1e21, Number.NaN, -0], new Float64()))).toEqual([
      '0.1',
      '-1,234.5',
      '1e+21',
      'NaN',
      '-0.0',
    ]);
    expect(cells(dataOf([0.1, 16_777_216], new Float32()))).toEqual(['0.1', '16,777,216.0']);
    expect(formatFloat32(Math.fround(3.4028234663852886e38))).toBe('3.4028235e+38');
  });

  it('groups only plain numbers of four digits and more', () => {
    expect(['999', '1000', '-1234567.8901', '1e+21'].map(groupDigits)).toEqual([
      '999',
      '1,000',
      '-1,234,567.8901',
      '1e+21',
    ]);
  });
});

describe('decimals', () => {
  const words = (value: bigint, count: number) =>
    Uint32Array.from({ length: count }, (_, at) => Number(BigInt.asUintN(32, value >> BigInt(32 * at))));
  const decimal = (value: bigint, scale: number, bits = 128) =>
    makeData({ type: new Decimal(scale, 38, bits), data: words(value, bits / 32), length: 1, nullCount: 0 });

  it.each([
    [1_234_567_890_123_456_789_012_345_678_901_234_567n, 2, '12345678901234567890123456789012345.67'],
    [-5n, 3, '-0.005'],
    [0n, 2, '0.00'],
    [42n, 0, '42'],
    [42n, -2, '4200'],
  ])('writes %d with scale %d as %s', (value, scale, text) => {
    expect(plainCell(decimal(value, scale), 0)).toBe(text);
  });

  it('reads 256 bits', () => {
    expect(plainCell(decimal(-(10n ** 60n) - 1n, 10, 256), 0)).toBe(
      '-100000000000000000000000000000000000000000000000000.0000000001',
    );
  });
});

describe('dates and times', () => {
  it.each([
    [0, '1970-01-01'],
    [-1, '1969-12-31'],
    [11_016, '2000-02-29'],
    [-719_468, '0000-03-01'],
    [-719_529, '-0001-12-31'],
    [2_932_897, '+10000-01-01'],
  ])('writes day %d as %s', (days, text) => expect(formatDate(days)).toBe(text));

  it('reads days and times of day', () => {
    expect(cells(makeData({ type: new DateDay(), data: Int32Array.of(11_396), length: 1 }))).toEqual([
      '2001-03-15',
    ]);
    const noon = BigInt64Array.of(43_200_000_001n, 1n);
    expect(cells(makeData({ type: new TimeMicrosecond(), data: noon, length: 2 }))).toEqual([
      '12:00:00.000001',
      '00:00:00.000001',
    ]);
  });

  it('keeps nanoseconds, also before 1970', () => {
    const type = new TimestampNanosecond(null);
    const data = makeData({ type, data: BigInt64Array.of(984_634_200_123_456_789n, -1n), length: 2 });
    expect(cells(data)).toEqual(['2001-03-15 05:30:00.123456789', '1969-12-31 23:59:59.999999999']);
  });

  it('shows zoned timestamps in their zone with its offset', () => {
    const at = BigInt64Array.of(984_634_200_000_000n);
    const shown = (zone: string) =>
      cells(makeData({ type: new TimestampMicrosecond(zone), data: at, length: 1 }));
    expect(shown('UTC')).toEqual(['2001-03-15 05:30:00Z']);
    expect(shown('+02:00')).toEqual(['2001-03-15 07:30:00+02:00']);
    expect(shown('-03:30')).toEqual(['2001-03-15 02:00:00-03:30']);
    expect(shown('America/New_York')).toEqual(['2001-03-15 00:30:00-05:00']);
    expect(shown('Nowhere/Land')).toEqual(['2001-03-15 05:30:00Z']);
  });

  it('reaches beyond what a JS date holds', () => {
    const data = makeData({
      type: new TimestampSecond('Europe/Berlin'),
      data: BigInt64Array.of(2n ** 53n),
      length: 1,
    });
    expect(cells(data)).toEqual(['+285428751-11-12 07:36:32Z']);
  });

  it('writes durations and intervals', () => {
    const data = makeData({
      type: new DurationMillisecond(),
      data: BigInt64Array.of(93_784_500n),
      length: 1,
    });
    expect(cells(data)).toEqual(['1 d 02:03:04.500']);
    expect(formatDuration(-1n, 3)).toBe('-00:00:00.000000001');
    expect(cells(makeData({ type: new IntervalYearMonth(), data: Int32Array.of(-14), length: 1 }))).toEqual([
      '-1 y -2 mon',
    ]);
    const parts = Int32Array.of(1, -2, -1, -1);
    expect(cells(makeData({ type: new IntervalMonthDayNano(), data: parts, length: 1 }))).toEqual([
      '1 mon -2 d -00:00:00.000000001',
    ]);
    expect(formatInterval(0, 0, 0n)).toBe('00:00:00');
    expect(formatTimestamp(0n, 0, null)).toBe('1970-01-01 00:00:00');
  });
});

describe('text, bytes and nested values', () => {
  it('reads text, also from views, and booleans', () => {
    expect(cells(dataOf(['a', '', null, 'ü'], new Utf8()))).toEqual(['a', '', null, 'ü']);
    const long = 'longer than twelve bytes';
    expect(cells(dataOf(['short', long, null], new Utf8View()))).toEqual(['short', long, null]);
    expect(cells(dataOf([true, false, null], new Bool()))).toEqual(['true', 'false', null]);
  });

  it('writes bytes as hex', () => {
    const bytes = makeData({ type: new FixedSizeBinary(3), data: Uint8Array.of(0, 255, 16), length: 1 });
    expect(cells(bytes)).toEqual(['0x00ff10']);
  });

  it('writes lists, structs and maps on one line, and over several for the detail', () => {
    const struct = new Struct([
      new Field('id', new Int64()),
      new Field('tags', new List(new Field('item', new Utf8()))),
    ]);
    const data = dataOf([{ id: 12_345_678_901_234_567n, tags: ['a "b"', null] }, null], struct);
    expect(cells(data)).toEqual(['{id: 12345678901234567, tags: ["a \\"b\\"", null]}', null]);
    expect(prettyCell(data, 0)).toBe(
      '{\n  id: 12345678901234567,\n  tags: [\n    "a \\"b\\"",\n    null\n  ]\n}',
    );
    const pairs = new Struct([new Field('key', new Utf8()), new Field('value', new Int32())]);
    const map = dataOf(
      [
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
      ],
      new Map_(new Field('entries', pairs) as never),
    );
    expect(cells(map)).toEqual(['{a: 1, b: 2}']);
  });

  it('cuts long lists in the grid but not when copied', () => {
    const data = dataOf(
      [Array.from({ length: 60 }, (_, index) => index)],
      new List(new Field('item', new Int32())),
    );
    expect(cellText(data, 0)?.endsWith(', 49, … 10 more]')).toBe(true);
    expect(plainCell(data, 0)?.endsWith(', 58, 59]')).toBe(true);
  });

  it('indents JSON text without touching its numbers', () => {
    const data = dataOf(['{"a":[12345678901234567890,{}],"b":"x, {y}"}', '{not json'], new Utf8());
    expect(prettyCell(data, 0)).toBe(
      '{\n  "a": [\n    12345678901234567890,\n    {}\n  ],\n  "b": "x, {y}"\n}',
    );
    expect(prettyCell(data, 1)).toBe('{not json');
  });
});
