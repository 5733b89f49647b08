import { describe, expect, it } from 'vitest';
import type { Field } from '../../../shared/table';
import { columnEdges, columnsInView, fittedWidth, MIN_WIDTH } from './columns';
import { moveByKey, rangeOf, selectCell, selectColumn, selectRow } from './selection';

function field(name: string, kind: Field['kind'] = 'text'): Field {
  return { name, type: kind, shortType: 'str', kind, nullable: true };
}

const measure = { ui: (text: string) => text.length * 7, mono: (text: string) => text.length * 8 };
const size = { rows: 100, columns: 5, pageRows: 10 };
const press = (key: string, mod = false, shift = false) => ({ key, mod, shift });

describe('columns', () => {
  it('finds those on show among many', () => {
    const edges = columnEdges(Array.from({ length: 600 }, () => 100));
    expect(columnsInView(edges, 0, 450)).toEqual({ first: 0, end: 5 });
    expect(columnsInView(edges, 250, 100)).toEqual({ first: 2, end: 4 });
    expect(columnsInView(edges, 59_900, 500)).toEqual({ first: 599, end: 600 });
    expect(columnsInView([0], 0, 500)).toEqual({ first: 0, end: 0 });
  });

  it('are as wide as header and content within limits', () => {
    const columns = [field('a'), field('number', 'integer'), field('b'), field('long')];
    const texts = [['x'], ['1,234,567'], [], ['y'.repeat(200)]];
    const widths = columns.map((column, index) => fittedWidth(column, texts[index] ?? [], measure, 4));
    expect(widths).toEqual([59, 94, 59, 320]);
    expect(MIN_WIDTH).toBe(48);
  });

  it('may be wider where there are few', () => {
    expect(fittedWidth(field('a'), ['y'.repeat(200)], measure, 1)).toBe(560);
  });
});

describe('selection', () => {
  it('moves by keys and stops at the edges', () => {
    const at = (row: number, column: number) => selectCell({ row, column });
    expect(moveByKey(at(0, 0), press('ArrowUp'), size)).toEqual(at(0, 0));
    expect(moveByKey(at(3, 2), press('ArrowDown'), size)).toEqual(at(4, 2));
    expect(moveByKey(at(3, 2), press('PageDown'), size)).toEqual(at(13, 2));
    expect(moveByKey(at(3, 2), press('End'), size)).toEqual(at(3, 4));
    expect(moveByKey(at(3, 2), press('End', true), size)).toEqual(at(99, 4));
    expect(moveByKey(at(3, 2), press('Home', true), size)).toEqual(at(0, 0));
    expect(moveByKey(at(3, 2), press('x'), size)).toBeNull();
  });

  it('starts at the first cell and has nowhere to go without rows', () => {
    expect(moveByKey(null, press('ArrowDown'), size)).toEqual(selectCell({ row: 0, column: 0 }));
    expect(moveByKey(null, press('ArrowDown'), { ...size, rows: 0 })).toBeNull();
  });

  it('extends with Shift from where it began', () => {
    const once = moveByKey(selectCell({ row: 5, column: 1 }), press('ArrowUp', false, true), size);
    const twice = moveByKey(once, press('ArrowRight', false, true), size);
    expect(twice && rangeOf(twice)).toEqual({ top: 4, bottom: 5, left: 1, right: 2 });
  });

  it('takes whole rows, columns and all', () => {
    expect(rangeOf(selectRow(7, 5))).toEqual({ top: 7, bottom: 7, left: 0, right: 4 });
    expect(rangeOf(selectRow(9, 5, selectRow(7, 5)))).toEqual({ top: 7, bottom: 9, left: 0, right: 4 });
    expect(rangeOf(selectColumn(2, 100))).toEqual({ top: 0, bottom: 99, left: 2, right: 2 });
    const all = moveByKey(null, press('a', true), size);
    expect(all && rangeOf(all)).toEqual({ top: 0, bottom: 99, left: 0, right: 4 });
  });
});
