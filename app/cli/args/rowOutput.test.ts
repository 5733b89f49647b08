import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse';
import { parseRowOutput, rowOutputOptions } from './rowOutput';

const parse = (terminal: boolean, ...args: string[]) =>
  parseRowOutput(parseCommand(args, rowOutputOptions), terminal);

describe('parseRowOutput', () => {
  it('is a short table on a terminal, csv in a pipe', () => {
    expect(parse(true)).toEqual({ format: 'table', path: undefined, maxRows: 40, stats: false });
    expect(parse(false)).toEqual({ format: 'csv', path: undefined, maxRows: 0, stats: false });
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
  ])('%s means %s', (path, format) => {
    expect(parse(true, '-o', path).format).toBe(format);
  });

  it('takes whole numbers of rows', () => {
    expect(parse(true, '--max-rows', '0').maxRows).toBe(0);
    for (const text of ['-1', '1.5', '1e3', '']) {
      expect(() => parse(true, '--max-rows', text)).toThrow(`--max-rows cannot be ${text}.`);
    }
  });
});
