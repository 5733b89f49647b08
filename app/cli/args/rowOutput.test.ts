import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse';
import { outputOption, parseRowOutput, rowOutputOptions } from './rowOutput';

const parse = (terminal: boolean, ...args: string[]) =>
  parseRowOutput(parseCommand(args, [...rowOutputOptions, outputOption]), terminal);

describe('parseRowOutput', () => {
  it('is a short table on a terminal, csv in a pipe', () => {
    const usual = { path: undefined, options: {}, stats: false };
    expect(parse(true)).toEqual({ ...usual, format: 'table', maxRows: 40 });
    expect(parse(false)).toEqual({ ...usual, format: 'csv', maxRows: 0 });
  });

  it('never writes binary to a terminal', () => {
    expect(() => parse(true, '--format', 'parquet')).toThrow(
      'parquet is binary and is not written to a terminal.',
    );
    expect(() => parse(true, '--format', 'arrow', '-o', '-')).toThrow('arrow is binary');
    expect(parse(false, '--format', 'parquet').format).toBe('parquet');
    expect(parse(true, '--format', 'parquet', '-o', 'x').path).toBe('x');
  });

  it('writes Arrow files into files and Arrow streams into pipes', () => {
    expect(parse(true, '-o', 'x.arrow').format).toBe('arrow-file');
    expect(parse(false, '--format', 'arrow').format).toBe('arrow');
  });

  it.each([
    ['x.CSV', 'csv'],
    ['x.jsonl', 'ndjson'],
    ['x.markdown', 'markdown'],
    ['x', 'csv'],
    ['x.tsv.gz', 'tsv'],
    ['x.xlsx', 'xlsx'],
  ])('%s means %s', (path, format) => {
    expect(parse(true, '-o', path).format).toBe(format);
  });

  it('takes options of the format, and the compression from the extension', () => {
    expect(parse(true, '-o', 'x.csv.gz', '--opt', 'delimiter==').options).toEqual({
      compression: 'gzip',
      delimiter: '=',
    });
    expect(parse(true, '-o', 'x.csv.gz', '--opt', 'compression=none').options).toEqual({
      compression: 'none',
    });
    // Of a table.
    expect(parse(true, '--opt', 't.delimiter=;').options).toEqual({});
  });

  it('takes whole numbers of rows', () => {
    expect(parse(true, '--max-rows', '0').maxRows).toBe(0);
    for (const text of ['-1', '1.5', '1e3', '']) {
      expect(() => parse(true, '--max-rows', text)).toThrow(`--max-rows cannot be ${text}.`);
    }
  });
});
