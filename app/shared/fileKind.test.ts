import { expect, it } from 'vitest';
import { fileKind } from './fileKind';

it.each([
  ['a.parquet', 'data'],
  ['dir.sql/A.CSV.gz', 'data'],
  ['a.dfplan', 'plan'],
  ['a.pb', 'plan'],
  ['a.SQL', 'query'],
  ['a.gz', undefined],
  ['csv', undefined],
  ['a.csv/b', undefined],
])('%s is %s', (path, kind) => {
  expect(fileKind(path)).toBe(kind);
});
