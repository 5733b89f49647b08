import { expect, it } from 'vitest';
import { type Form, requireFitting } from './planOutput';

const refusal = (path: string, form: Form) => {
  try {
    requireFitting(path, form);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

it.each<[string, Form]>([
  ['a.dfplan', 'dfplan'],
  ['a.PB', 'bytes'],
  ['a.pb', 'substrait'],
  ['a.json', 'protojson'],
  ['a.txt', 'tree'],
  ['a', 'dfplan'],
  ['a.plan', 'bytes'],
  ['/dev/null', 'dfplan'],
])('%s may hold %s', (path, form) => {
  expect(refusal(path, form)).toBeUndefined();
});

it.each<[string, Form]>([
  ['t.csv', 'dfplan'],
  ['t.parquet', 'bytes'],
  ['t.csv.gz', 'tree'],
  ['t.json', 'dfplan'],
  ['t.ndjson', 'json'],
  ['t.pb', 'dfplan'],
  ['t.dfplan', 'tree'],
])('%s may not hold %s', (path, form) => {
  expect(refusal(path, form)).toMatch(
    new RegExp(`^${path} is the name of .*, which a plan as ${form} is not`),
  );
});
