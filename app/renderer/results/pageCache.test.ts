import { Field, Int32, makeData, RecordBatch, Schema, Struct, tableFromArrays } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { plainCell } from './format';
import { PageCache } from './pageCache';
import { cellIn, type Page } from './pages';

/** Cells whose value is `row * 10,000 + column`, handed out when `release` is called, else at once. */
function source(total: () => number, bytes = 100) {
  const calls: string[] = [];
  let waiting: (() => void)[] | null = null;
  const fetch = async (offset: number, limit: number, columns: number[] = [0]): Promise<Page> => {
    const [from = 0, to = 0] = [columns[0], columns.at(-1)];
    calls.push(`rows ${offset}+${limit} columns ${from}-${to}`);
    if (waiting) await new Promise<void>((resolve) => waiting?.push(resolve));
    const count = Math.max(0, Math.min(limit, total() - offset));
    const values = columns.map((column) => {
      const rows = Array.from({ length: count }, (_, row) => (offset + row) * 10_000 + column);
      return [`c${column}`, Int32Array.from(rows)] as const;
    });
    return { rows: count, batches: tableFromArrays(Object.fromEntries(values)).batches, bytes };
  };
  return {
    calls,
    fetch,
    hold: () => {
      waiting = [];
    },
    release: () => {
      for (const go of waiting ?? []) go();
      waiting = null;
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const view = (first: number, end: number, total: number, columns = [0], nextColumns: number[] = []) => ({
  rows: { first, end },
  columns,
  nextColumns,
  total,
});

function at(cache: PageCache, row: number, column = 0): string | null | undefined {
  const place = cache.cell(row, column);
  return place && plainCell(place.data, place.index);
}

describe('the page cache', () => {
  it('fetches what is on show first, then the pages around, each once', async () => {
    const { calls, fetch } = source(() => 1_000);
    const cache = new PageCache(fetch, 100);
    cache.want(view(130, 150, 1_000, [35, 40], [70, 3, 36]));
    cache.want(view(131, 151, 1_000, [35, 40], [70, 3, 36]));
    await settled();
    expect(calls).toEqual([
      'rows 128+64 columns 32-63',
      'rows 192+64 columns 32-63',
      'rows 64+64 columns 32-63',
      'rows 128+64 columns 64-95',
      'rows 128+64 columns 0-31',
    ]);
    expect([at(cache, 130, 40), at(cache, 64, 32), at(cache, 300, 40)]).toEqual([
      '1300040',
      '640032',
      undefined,
    ]);
  });

  it('forgets what was scrolled past before it was fetched', async () => {
    const { calls, fetch, hold, release } = source(() => 100_000);
    const cache = new PageCache(fetch, 1);
    hold();
    for (let row = 0; row < 90_000; row += 10_000) cache.want(view(row, row + 40, 100_000));
    expect(calls).toHaveLength(4);
    release();
    await settled();
    expect(at(cache, 80_010)).toBe('800100000');
    expect(calls.length).toBeLessThan(10);
  });

  it('fetches a page again when rows were added to it, and tells the rows apart', async () => {
    let total = 5;
    const { calls, fetch } = source(() => total);
    const cache = new PageCache(fetch, 1);
    cache.want(view(0, 5, total));
    await settled();
    const before = cache.stampOf(0, [0]);
    expect(at(cache, 7)).toBeUndefined();
    total = 100;
    cache.want(view(0, 8, total));
    await settled();
    expect(at(cache, 7)).toBe('70000');
    expect(calls).toEqual(['rows 0+64 columns 0-0', 'rows 0+64 columns 0-0', 'rows 64+64 columns 0-0']);
    expect(cache.stampOf(0, [0])).not.toBe(before);
    const after = cache.stampOf(0, [0]);
    cache.want(view(60, 70, total));
    await settled();
    expect(cache.stampOf(0, [0])).toBe(after);
  });

  it('keeps no more bytes than it may, and at rest only what is on show', async () => {
    const { fetch } = source(() => 10_000, 1_000);
    const cache = new PageCache(fetch, 1, { pages: 64, bytes: 5_000 });
    for (let row = 0; row < 10_000; row += 64) {
      cache.want(view(row, row + 10, 10_000));
      await settled();
      expect(cache.bytes).toBeLessThanOrEqual(5_000);
      expect(at(cache, row)).toBe(`${row * 10_000}`);
    }
    expect(at(cache, 0)).toBeUndefined();
    cache.rest();
    expect(cache.bytes).toBe(1_000);
    expect(at(cache, 9_990)).toBe('99900000');
  });

  it('keeps an error until it is asked to try again', async () => {
    let broken = true;
    const good = source(() => 10);
    let calls = 0;
    const cache = new PageCache(async (offset, limit, columns) => {
      calls += 1;
      if (broken) throw new Error('Broken.');
      return good.fetch(offset, limit, columns);
    }, 1);
    cache.want(view(0, 10, 10));
    await settled();
    cache.want(view(0, 10, 10));
    await settled();
    expect(cache.error).toMatchObject({ code: 'internal', message: 'Broken.' });
    expect(calls).toBe(1);
    broken = false;
    cache.retry();
    await settled();
    expect([cache.error, at(cache, 9)]).toEqual([null, '90000']);
  });
});

it('a page tells which values are only a beginning', () => {
  const field = new Field('a', new Int32(), true, new Map([['planarium.cut', '0:5000 2:70']]));
  const values = makeData({ type: new Int32(), data: Int32Array.of(1, 2, 3) });
  const schema = new Schema([field]);
  const data = makeData({ type: new Struct([field]), length: 3, children: [values] });
  const page = { rows: 3, batches: [new RecordBatch(schema, data)], bytes: 0 };
  expect([0, 1, 2].map((row) => cellIn(page, row, 0)?.fullBytes)).toEqual([5_000, undefined, 70]);
});
