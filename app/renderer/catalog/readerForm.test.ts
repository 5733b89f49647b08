import { describe, expect, it } from 'vitest';
import type { ReaderOptions } from '../../shared/table';
import { fixTitle, formOf, isApplied, optionsOf, withFix } from './readerForm';

describe('the form of reader options', () => {
  it.each<[ReaderOptions]>([
    [{}],
    [{ delimiter: ';', has_header: 'false', quote: "'", compression: 'gzip', truncated_rows: 'true' }],
    [{ schema_infer_max_rec: '0' }],
    [{ schema_infer_max_rec: '1000000000' }],
    [{ schema_infer_max_rec: '500', text_columns: 'a,"b, c"' }],
    [{ escape: '\\', comment: '#' }],
    [{ format: 'csv' }],
    [{ encoding: 'windows-1252', null_text: 'NA,-', column_types: 'id INT, "A b" DECIMAL(5, 1)' }],
  ])('keeps %o', (options) => {
    expect(optionsOf(formOf(options), 'csv')).toEqual(options);
  });

  it('keeps what is said of a worksheet', () => {
    const options = { sheet: 'Q1', has_header: 'false', column_types: 'a DATE' };
    expect(optionsOf(formOf({ ...options, delimiter: ';' }), 'excel')).toEqual(options);
  });

  it('takes the longer names of options for the same', () => {
    expect(formOf({ 'format.delimiter': '|' }).delimiter).toBe('|');
  });

  it('leaves out what the format does not have', () => {
    const form = formOf({ delimiter: ';', schema_infer_max_rec: '0' });
    expect(optionsOf(form, 'ndjson')).toEqual({});
    expect(optionsOf({ ...form, format: 'parquet' }, 'csv')).toEqual({ format: 'parquet' });
  });
});

it('a fix is added to the options there are', () => {
  const options = withFix({ delimiter: ';' }, { kind: 'textColumn', column: 'a, "b"' });
  expect(options).toEqual({ delimiter: ';', text_columns: '"a, ""b"""' });
  expect(withFix(options, { kind: 'textColumn', column: 'c' }).text_columns).toBe('"a, ""b""",c');
  expect(withFix({}, { kind: 'noHeader' })).toEqual({ has_header: 'false' });
  expect(withFix({}, { kind: 'encoding', encoding: 'shift_jis' })).toEqual({ encoding: 'shift_jis' });
  expect(fixTitle({ kind: 'encoding', encoding: 'shift_jis' })).toBe('Read as Japanese (Shift JIS)');
  const allRows = { kind: 'allRows' } as const;
  expect(isApplied({}, allRows)).toBe(false);
  expect(isApplied(withFix({ delimiter: ';' }, allRows), allRows)).toBe(true);
});
