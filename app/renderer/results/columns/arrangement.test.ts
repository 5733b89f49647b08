import { describe, expect, it } from 'vitest';
import type { Field } from '../../../shared/table';
import {
  groupsDigits,
  hideColumns,
  initialArrangement,
  moveColumn,
  pinnedThatFit,
  setPinned,
  showColumns,
} from './arrangement';

const start = initialArrangement(5);
const at = (order: number[], pinned = 0) => ({ order, pinned, grouping: new Map() });

describe('an arrangement of columns', () => {
  it('moves a column, and across the edge of the pinned ones pins or unpins it', () => {
    expect(moveColumn(start, 0, 3)).toEqual(at([1, 2, 3, 0, 4]));
    expect(moveColumn(at([0, 1, 2], 1), 2, 0)).toEqual(at([2, 0, 1], 2));
    expect(moveColumn(at([0, 1, 2], 1), 0, 2)).toEqual(at([1, 2, 0], 0));
    expect(moveColumn(start, 4, 5)).toBe(start);
    expect(moveColumn(start, 0, -1)).toBe(start);
  });

  it('pins at the end of the pinned ones and unpins beside them', () => {
    const two = setPinned(setPinned(start, 3, true), 4, true);
    expect(two).toEqual(at([3, 4, 0, 1, 2], 2));
    expect(setPinned(two, 0, false)).toEqual(at([4, 3, 0, 1, 2], 1));
  });

  it('hides all but the last column', () => {
    expect(hideColumns(at([3, 4, 0], 2), new Set([0, 2]))).toEqual(at([4], 1));
    const one = at([4], 1);
    expect(hideColumns(one, new Set([0]))).toBe(one);
  });

  it('brings columns back behind those that are before them in the result', () => {
    expect(showColumns(at([4, 1], 1), new Set([0, 1, 2, 3, 4]))).toEqual(at([4, 0, 1, 2, 3], 1));
    expect(showColumns(at([3, 1]), new Set([1, 2, 3, 4]))).toEqual(at([3, 4, 1, 2]));
    expect(showColumns(at([3, 1]), new Set([3]))).toEqual(at([3]));
    expect(showColumns(start, new Set())).toBe(start);
  });

  it('pins only as many columns as leave room for the others', () => {
    expect(pinnedThatFit([0, 100, 200, 300], 3, 300)).toBe(2);
    expect(pinnedThatFit([0, 500], 1, 300)).toBe(0);
  });
});

it('leaves digits of keys, years and codes ungrouped until the user says otherwise', () => {
  const field = (name: string, kind: Field['kind'] = 'integer'): Field => ({
    name,
    type: 'Int64',
    shortType: 'i64',
    kind,
    nullable: true,
  });
  for (const name of ['id', 'ID', 'order_id', 'orderId', 'o_orderkey', 'L_ORDERKEY', 'Year', 'zip_code'])
    expect([name, groupsDigits(field(name), undefined)]).toEqual([name, false]);
  for (const name of ['paid', 'amount', 'monkey', 'n', 'Bid', '', 'years_no_more'])
    expect([name, groupsDigits(field(name), undefined)]).toEqual([name, true]);
  expect(groupsDigits(field('id'), true)).toBe(true);
  expect(groupsDigits(field('n'), false)).toBe(false);
});
