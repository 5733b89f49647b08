import { tableFromArrays } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../shared/table';
import type { ValueTree } from '../format';
import type { Page } from '../pages';
import { TooMuch, textOfRows } from './copyRows';
import { type CopyFormat, writerOf } from './formats';

const field = (name: string, kind: Field['kind'], type = ''): Field => ({
  name,
  type,
  shortType: '',
  kind,
  nullable: true,
});

describe('copying rows', () => {
  const fields = [field('text', 'text'), field('number', 'float')];
  const table = tableFromArrays({
    text: ['plain', 'tab\there', 'say "hi"'],
    number: Float64Array.of(1000, 2.5, 3),
  });
  const fetch = async (offset: number, limit: number, wanted: number[] = []): Promise<Page> => {
    const part = table.slice(offset, offset + limit).selectAt(wanted);
    return { rows: part.numRows, batches: part.batches, bytes: 0 };
  };
  const all = { fields, indexes: [0, 1], top: 0, bottom: 2 };
  const numbers = { fields: fields.slice(1), indexes: [1] };

  it('gives tab-separated text with quotes where they are needed', async () => {
    const text = await textOfRows(fetch, all, 'tsv', true);
    expect(text).toBe('text\tnumber\nplain\t1000.0\n"tab\there"\t2.5\n"say ""hi"""\t3.0');
  });

  it('goes on where a page of long values ended early', async () => {
    const one = (offset: number, _limit: number, wanted?: number[]) => fetch(offset, 1, wanted);
    expect(await textOfRows(one, { ...numbers, top: 0, bottom: 2 }, 'tsv', false)).toBe('1000.0\n2.5\n3.0');
  });

  it('takes only the columns that are selected', async () => {
    expect(await textOfRows(fetch, { ...numbers, top: 1, bottom: 2 }, 'inList', false)).toBe('(2.5, 3.0)');
  });

  it('refuses more than the clipboard takes, and stops when it is cancelled', async () => {
    await expect(textOfRows(fetch, { ...all, bottom: 9_999_999 }, 'csv', false)).rejects.toThrow(TooMuch);
    const cancelled = AbortSignal.abort();
    await expect(textOfRows(fetch, all, 'csv', false, cancelled)).rejects.toThrow(/aborted/);
  });
});

describe('formats', () => {
  const columns = [field('a', 'integer'), field('a', 'text'), field('b|c', 'list')];
  const list: ValueTree = {
    kind: 'list',
    items: [{ kind: 'text', text: 'x"' }, null, { kind: 'boolean', text: 'true' }],
    more: 0,
  };
  const rows: ValueTree[][] = [
    [{ kind: 'number', text: '9007199254740993' }, { kind: 'text', text: 'it\'s, "a"\n|b' }, list],
    [null, { kind: 'text', text: '' }, null],
  ];
  const written = (format: CopyFormat) => {
    const { head, between, foot, row } = writerOf(format, columns, true);
    return (
      head +
      rows
        .map(row)
        .filter((text) => text !== null)
        .join(between) +
      foot
    );
  };

  it('CSV tells NULL from an empty text and has nested values as JSON', () => {
    expect(written('csv')).toBe(
      'a,a,b|c\n9007199254740993,"it\'s, ""a""\n|b","[""x\\"""", null, true]"\n,"",',
    );
  });

  it('JSON keeps every digit and both columns of one name', () => {
    const text = written('json');
    expect(text).toContain('"a": 9007199254740993');
    expect(JSON.parse(text)[1]).toEqual({ a: null, a_1: '', 'b|c': null });
  });

  it('Markdown escapes what it would read', () => {
    expect(written('markdown').split('\n').slice(0, 3)).toEqual([
      '| a | a | b\\|c |',
      '| ---: | --- | --- |',
      '| 9007199254740993 | it\'s, "a"<br>\\|b | \\["x\\\\"", null, true\\] |',
    ]);
  });

  it('SQL doubles quotes, and names a type where a bare literal has another one', () => {
    expect(written('inserts')).toBe(
      `INSERT INTO table_name ("a", "a_1", "b|c") VALUES\n  (9007199254740993, 'it''s, "a"\n|b', ['x"', NULL, true]),\n  (NULL, '', NULL);`,
    );
    const { row } = writerOf('inList', [field('d', 'decimal', 'Decimal128(10, 2)')], false);
    expect(row([{ kind: 'number', text: '1.10' }])).toBe("CAST('1.10' AS DECIMAL(10, 2))");
    expect([row([{ kind: 'number', text: '1.10' }]), row([null])]).toEqual([null, null]);
  });
});
