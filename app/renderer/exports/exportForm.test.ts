import { expect, it } from 'vitest';
import { defaultForm, optionsOf, sheetLimit } from './exportForm';

it('sends what differs from the defaults of the format alone', () => {
  expect(optionsOf(defaultForm)).toEqual({});
  const form = {
    ...defaultForm,
    delimiter: ';',
    nullValue: 'NA',
    header: false,
    compression: { csv: 'gzip', parquet: 'zstd' },
    rowGroupRows: '100,000',
    sheet: 'Late flights',
    partitionBy: ' origin ',
  };
  expect(optionsOf(form)).toEqual({
    delimiter: ';',
    null_value: 'NA',
    has_header: 'false',
    compression: 'gzip',
    partition_by: 'origin',
  });
  expect(optionsOf({ ...form, format: 'parquet' })).toEqual({
    row_group_rows: '100000',
    partition_by: 'origin',
  });
  expect(optionsOf({ ...form, format: 'xlsx' })).toEqual({ has_header: 'false', sheet: 'Late flights' });
  expect(optionsOf({ ...form, format: 'markdown' })).toEqual({});
});

it('says before an export that a sheet has no room for the rows', () => {
  const sheet = { ...defaultForm, format: 'xlsx' as const };
  expect(sheetLimit(sheet, 1_048_575)).toBeNull();
  expect(sheetLimit(sheet, 1_048_576)).toContain('up to 1,048,575 rows');
  expect(sheetLimit({ ...sheet, header: false }, 1_048_576)).toBeNull();
  expect(sheetLimit({ ...sheet, splitSheets: true }, 2_000_000)).toBeNull();
  expect(sheetLimit(defaultForm, 2_000_000)).toBeNull();
});
