import { expect, test } from 'vitest';
import { findByLabel, placeRows, treeGridKey } from './treeGridRows';

const row = (label: string, depth: number, expanded?: boolean) => ({ key: label, label, depth, expanded });
/** Two tables, the first one with three columns, one of which has fields. */
const rows = placeRows([
  row('Airports', 0, true),
  row('code', 1),
  row('place', 1, true),
  row('lat', 2),
  row('city', 1),
  row('airlines', 0, false),
]);

test('rows know their parent and their siblings', () => {
  expect(rows.map(({ parent, position, siblings }) => [parent, position, siblings])).toEqual([
    [-1, 1, 2],
    [0, 1, 3],
    [0, 2, 3],
    [2, 1, 1],
    [0, 3, 3],
    [-1, 2, 2],
  ]);
});

test('keys move, open and close as in the practices for tree-grids', () => {
  const press = (index: number, key: string) => {
    const action = treeGridKey(rows, index, key, 3);
    return action && `${action.kind} ${action.index}`;
  };
  expect(press(-1, 'ArrowDown')).toBe('select 0');
  expect(press(0, 'ArrowUp')).toBe('select 0');
  expect(press(1, 'PageDown')).toBe('select 4');
  expect(press(4, 'PageUp')).toBe('select 1');
  expect(press(3, 'Home')).toBe('select 0');
  expect(press(-1, 'End')).toBe('select 5');
  expect(press(5, 'ArrowRight')).toBe('toggle 5');
  expect(press(0, 'ArrowRight')).toBe('select 1');
  expect(press(1, 'ArrowRight')).toBeNull();
  expect(press(3, 'ArrowLeft')).toBe('select 2');
  expect(press(2, 'ArrowLeft')).toBe('toggle 2');
  expect(press(5, 'ArrowLeft')).toBeNull();
  expect(press(1, 'Enter')).toBe('act 1');
  expect(press(2, ' ')).toBe('toggle 2');
  expect(press(1, ' ')).toBe('select 1');
  expect(treeGridKey([], -1, 'ArrowDown', 3)).toBeNull();
});

test('letters find the next row whose label begins with them', () => {
  expect(findByLabel(rows, 0, 'a')).toBe(5);
  expect(findByLabel(rows, 5, 'a')).toBe(0);
  expect(findByLabel(rows, 5, 'air')).toBe(5);
  expect(findByLabel(rows, 1, 'c')).toBe(4);
  expect(findByLabel(rows, -1, 'x')).toBe(-1);
});
