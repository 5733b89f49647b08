import { expect, test } from 'vitest';
import type { WireField } from '../../shared/bytes';
import { EMPTY_TREE, isLoaded, messageOf, pathOf, rowsOf, withFields, withOpen } from './fields';

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

/** Fields of the message `message`, from the place `from` of `total` on. */
const of = (message: string, from: number, total: number, ...fields: WireField[]) => ({
  message,
  from,
  total,
  fields,
});

const shown = (tree: typeof EMPTY_TREE) =>
  rowsOf(tree).map((row) =>
    row.kind === 'field'
      ? `${row.depth} ${row.field.name}`
      : `${row.depth} ${row.before ? '<' : '>'}${row.count}`,
  );

test('expanded fields follow their field, and unloaded ones are one line', () => {
  let tree = withFields(EMPTY_TREE, of('', 0, 2, field(0, 0, true), field(50, 1)));
  tree = withOpen(tree, true, '0');
  tree = withFields(tree, of('0', 10, 20, field(20, 10), field(22, 11)));
  expect(shown(tree)).toEqual(['0 f0', '1 <10', '1 f20', '1 f22', '1 >8', '0 f50']);
  expect(isLoaded(tree, '0', 11)).toBe(true);
  expect(isLoaded(tree, '0', 12)).toBe(false);
});

test('a line knows the way to its message', () => {
  let tree = withFields(
    EMPTY_TREE,
    of('', 0, 1, field(0, 0, true)),
    of('0', 0, 1, field(3, 0, true)),
    of('3', 0, 2, field(5, 0)),
  );
  tree = withOpen(tree, true, '0', '3');
  const rows = rowsOf(tree);
  expect(rows.map(({ key }) => key)).toEqual(['0', '3', '5', '3 after']);
  expect(rows.map(({ holder }) => pathOf(holder))).toEqual([[], [0], [0, 3], [0, 3]]);
  expect(rows.map(messageOf)).toEqual(['', '0', '3', '3']);
});

test('thousands of levels take no more than their number', () => {
  const levels = Array.from({ length: 6_000 }, (_, level) => field(level * 2, 0, true));
  const answers = levels.map((one, level) => of(level === 0 ? '' : `${(level - 1) * 2}`, 0, 1, one));
  const tree = withOpen(withFields(EMPTY_TREE, ...answers), true, ...levels.map(({ start }) => `${start}`));
  const rows = rowsOf(tree);
  expect(rows.at(-1)).toMatchObject({ depth: 5_999, key: '11998' });
  // Keys that held the way to their field came to the square of the levels.
  expect(rows.map(({ key }) => key).join('').length).toBeLessThanOrEqual(6_000 * '11998'.length);
});

test('neighbours are joined, others replaced', () => {
  let tree = withFields(EMPTY_TREE, of('', 5, 9, field(10, 5)));
  tree = withFields(tree, of('', 6, 9, field(12, 6)));
  tree = withFields(tree, of('', 4, 9, field(8, 4)));
  expect(shown(tree)).toEqual(['0 <4', '0 f8', '0 f10', '0 f12', '0 >2']);
  tree = withFields(tree, of('', 0, 9, field(0, 0)));
  expect(shown(tree)).toEqual(['0 f0', '0 >8']);
});
