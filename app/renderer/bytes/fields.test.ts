import { expect, test } from 'vitest';
import type { WireField } from '../../shared/bytes';
import { EMPTY_TREE, isLoaded, moveTo, rowsOf, withFields, withOpen } from './fields';

const field = (start: number, place: number, expandable = false): WireField => ({
  start,
  valueStart: start + 1,
  end: start + 2,
  place,
  number: 1,
  name: `f${start}`,
  typeName: 'bytes',
  value: '',
  expandable,
  codec: null,
  fault: null,
});

const shown = (tree: typeof EMPTY_TREE) =>
  rowsOf(tree).map((row) =>
    row.kind === 'field'
      ? `${row.depth} ${row.field.name}`
      : `${row.depth} ${row.before ? '<' : '>'}${row.count}`,
  );

test('unfolded fields follow their field, and what is not loaded is one line', () => {
  let tree = withFields(EMPTY_TREE, [], 0, { total: 2, fields: [field(0, 0, true), field(50, 1)] });
  tree = withOpen(tree, '0', true);
  tree = withFields(tree, [0], 10, { total: 20, fields: [field(20, 10), field(22, 11)] });
  expect(shown(tree)).toEqual(['0 f0', '1 <10', '1 f20', '1 f22', '1 >8', '0 f50']);
  expect(isLoaded(tree, [0], 11)).toBe(true);
  expect(isLoaded(tree, [0], 12)).toBe(false);
});

test('neighbours are joined, others replaced', () => {
  let tree = withFields(EMPTY_TREE, [], 5, { total: 9, fields: [field(10, 5)] });
  tree = withFields(tree, [], 6, { total: 9, fields: [field(12, 6)] });
  tree = withFields(tree, [], 4, { total: 9, fields: [field(8, 4)] });
  expect(shown(tree)).toEqual(['0 <4', '0 f8', '0 f10', '0 f12', '0 >2']);
  tree = withFields(tree, [], 0, { total: 9, fields: [field(0, 0)] });
  expect(shown(tree)).toEqual(['0 f0', '0 >8']);
});

test('keys move as in a tree-grid', () => {
  let tree = withFields(EMPTY_TREE, [], 0, { total: 1, fields: [field(0, 0, true)] });
  tree = withFields(withOpen(tree, '0', true), [0], 0, { total: 2, fields: [field(1, 0), field(3, 1)] });
  const rows = rowsOf(tree);
  expect(moveTo(rows, 0, 'ArrowRight', 5)).toBe(1);
  expect(moveTo(rows, 2, 'ArrowLeft', 5)).toBe(0);
  expect(moveTo(rows, 0, 'ArrowLeft', 5)).toBeNull();
  expect(moveTo(rows, 0, 'PageDown', 5)).toBe(2);
});
