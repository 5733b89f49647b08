import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse';
import { parseSources, sourceOptions } from './sources';

const parse = (...args: string[]) => parseSources(parseCommand(args, sourceOptions));

describe('parseSources', () => {
  it('splits at the first =', () => {
    const { tables, settings, sql } = parse('-t', 'a=x=y *.csv', '-c', 'k.l=1=2', '-e', 'SELECT 1');
    expect(tables).toEqual([{ path: resolve('x=y *.csv'), options: { name: 'a' } }]);
    expect(settings).toEqual({ 'k.l': '1=2' });
    expect(sql).toEqual({ text: 'SELECT 1' });
  });

  it('assigns an option to the table with the longest matching name', () => {
    const { tables } = parse(
      '-t',
      'a=1',
      '-t',
      'a.b=2',
      '--opt',
      'a.b.delimiter==',
      '--opt',
      'a.format=csv',
      'q.sql',
    );
    expect(tables.map(({ options }) => options)).toEqual([
      { name: 'a', format: 'csv' },
      { name: 'a.b', options: { delimiter: '=' } },
    ]);
  });

  it.each([
    [['-t', '=x', '-e', '1'], '-t =x does not have the form NAME=PATH.'],
    [['-t', 'x=', '-e', '1'], '-t x= has no path.'],
    [['-t', 'x=-', '-e', '1'], '-t x=-: a table cannot be read from standard input.'],
    [
      ['-t', 'x=s3://b/k.csv', '-e', '1'],
      's3://b/k.csv is not on this machine: remote files are not supported yet.',
    ],
    [['trips.csv.gz'], 'trips.csv.gz is a data file, not SQL.'],
    [['-e', '1', 'trips.parquet'], 'trips.parquet is a data file, not SQL.'],
    [['late.dfplan'], 'late.dfplan is a saved plan, not SQL.'],
    [['-t', 'x=1', '-t', 'x=2', '-e', '1'], 'Two tables are named x.'],
    [['-t', 'x=1', '--opt', 'x.format=xml', '-e', '1'], '--opt x.format cannot be xml.'],
    [['-t', 'x=1', '--opt', 'x=2', '-e', '1'], '--opt x=2 belongs to no table.'],
    [['a.sql', 'b.sql'], 'Only one FILE.sql is allowed; remove b.sql.'],
  ])('refuses %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
