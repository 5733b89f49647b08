import { expect, test } from 'vitest';
import type { Field } from '../../../shared/table';
import { filterText, operatorsFor, valueCount } from './filterText';
import { cycled, directionOf } from './sortKeys';

const key = (column: number, descending = false) => ({ column, descending, nullsFirst: false });

test('a column is sorted by in one direction, the other, and no more', () => {
  const once = cycled([], 2, false);
  expect(once).toEqual([key(2)]);
  const twice = cycled(once, 2, false);
  expect(twice).toEqual([key(2, true)]);
  expect(directionOf(twice, 2)).toBe('descending');
  expect(cycled(twice, 2, false)).toEqual([]);
  expect(cycled(twice, 1, false)).toEqual([key(1)]);
});

test('with Shift the other columns keep their places', () => {
  const both = cycled(cycled([], 2, true), 0, true);
  expect(both).toEqual([key(2), key(0)]);
  expect(cycled(both, 2, true)).toEqual([key(2, true), key(0)]);
  expect(cycled(cycled(both, 2, true), 2, true)).toEqual([key(0)]);
});

test('a filter reads as a sentence', () => {
  const field = (name: string, kind: Field['kind']): Field => ({
    name,
    kind,
    type: '',
    shortType: '',
    nullable: true,
  });
  const columns = [field('price', 'decimal'), field('tags', 'list')];
  expect(filterText(columns, { column: 0, op: 'between', values: ['1', '5'] })).toBe('price between 1 and 5');
  expect(filterText(columns, { column: 1, op: 'isNull', values: [] })).toBe('tags is null');
  expect(operatorsFor(field('tags', 'list')).map(({ id }) => id)).toEqual([
    'contains',
    'isNull',
    'isNotNull',
  ]);
  expect([valueCount('isNull'), valueCount('between'), valueCount('in')]).toEqual([0, 2, null]);
});
