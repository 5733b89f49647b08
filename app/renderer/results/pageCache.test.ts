import { Int32, Table, tableFromArrays, vectorFromArray } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { tsvOf } from './copy';
import { plainCell } from './format';
import { type Page, PageCache, pageRows } from './pages';

/** Rows whose value is their number, handed out at once; the calls are kept. */
function source(total: () => number) {
  const calls: [number, number][] = [];
  const fetch = async (offset: number, limit: number): Promise<Page> => {
    calls.push([offset, limit]);
    const count = Math.max(0, Math.min(limit, total() - offset));
    const values = Array.from({ length: count }, (_, index) => offset + index);
    const table = new Table({ row: vectorFromArray(values, new Int32()) });
    return { rows: count, batches: table.batches };
  };
  return { calls, fetch };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function at(cache: PageCache, row: number): string | null | undefined {
  const place = cache.cell(row, 0);
  return place && plainCell(place.data, place.index);
}

describe('the page cache', () => {
  it('fetches what is on show and the neighbours, once', async () => {
    const { calls, fetch } = source(() => 100);
    const cache = new PageCache(fetch, 10, 1);
    cache.want(30, 35, 100);
    cache.want(30, 35, 100);
    await settled();
    expect(calls).toEqual([
      [30, 10],
      [40, 10],
      [20, 10],
    ]);
    expect([at(cache, 20), at(cache, 34), at(cache, 50)]).toEqual(['20', '34', undefined]);
    expect(cache.version()).toBe(3);
  });

  it('fetches a page again when rows were added to it', async () => {
    let total = 5;
    const { calls, fetch } = source(() => total);
    const cache = new PageCache(fetch, 10, 1);
    cache.want(0, 5, total);
    await settled();
    expect(at(cache, 7)).toBeUndefined();
    total = 8;
    cache.want(0, 8, total);
    await settled();
    expect(at(cache, 7)).toBe('7');
    expect(calls).toEqual([
      [0, 10],
      [0, 10],
    ]);
  });

  it('drops the pages looked at least recently', async () => {
    const { fetch } = source(() => 1000);
    const cache = new PageCache(fetch, 10, 1, 3);
    cache.want(0, 5, 1000);
    await settled();
    cache.want(500, 505, 1000);
    await settled();
    expect([at(cache, 0), at(cache, 500)]).toEqual([undefined, '500']);
  });

  it('keeps an error until it is asked to try again', async () => {
    let broken = true;
    const good = source(() => 10);
    let calls = 0;
    const cache = new PageCache(
      async (offset, limit) => {
        calls += 1;
        if (broken) throw new Error('Broken.');
        return good.fetch(offset, limit);
      },
      10,
      1,
    );
    cache.want(0, 10, 10);
    await settled();
    cache.want(0, 10, 10);
    await settled();
    expect(cache.error).toMatchObject({ code: 'internal', message: 'Broken.' });
    expect(calls).toBe(1);
    broken = false;
    cache.retry();
    await settled();
    expect([cache.error, at(cache, 9)]).toEqual([null, '9']);
  });

  it('makes pages shorter where rows are wide', () => {
    expect([pageRows(0), pageRows(5), pageRows(500), pageRows(10_000)]).toEqual([200, 200, 40, 40]);
  });

  it('fetches of wide rows the columns on show', async () => {
    const calls: number[][] = [];
    const cache = new PageCache(
      async (_offset, _limit, columns = []) => {
        calls.push([columns[0] ?? -1, columns.length]);
        const values = columns.map((column) => [`c${column}`, Int32Array.of(column)] as const);
        return { rows: 1, batches: tableFromArrays(Object.fromEntries(values)).batches };
      },
      40,
      1_200,
    );
    cache.want(0, 1, 1, { first: 490, end: 510 });
    cache.want(0, 1, 1, { first: 1_190, end: 1_200 });
    await settled();
    expect(calls).toEqual([
      [0, 500],
      [500, 500],
      [1_000, 200],
    ]);
    const value = (column: number) => {
      const place = cache.cell(0, column);
      return place && plainCell(place.data, place.index);
    };
    expect([0, 499, 500, 1_199].map(value)).toEqual(['0', '499', '500', '1199']);
  });
});

describe('copying', () => {
  const columns = ['text', 'number'].map((name) => ({
    name,
    type: '',
    shortType: '',
    kind: 'text' as const,
    nullable: true,
  }));
  const table = tableFromArrays({
    text: ['plain', 'tab\there', 'say "hi"'],
    number: Float64Array.of(1000, 2.5, 3),
  });
  const fetch = async (offset: number, limit: number, wanted: number[] = []): Promise<Page> => {
    const part = table.slice(offset, offset + limit).selectAt(wanted);
    return { rows: part.numRows, batches: part.batches };
  };

  it('gives tab-separated text with quotes where they are needed', async () => {
    const text = await tsvOf(fetch, columns, { top: 0, bottom: 2, left: 0, right: 1 }, true);
    expect(text).toBe('text\tnumber\nplain\t1000.0\n"tab\there"\t2.5\n"say ""hi"""\t3.0');
  });

  it('takes only the columns that are selected', async () => {
    expect(await tsvOf(fetch, columns, { top: 1, bottom: 2, left: 1, right: 1 }, false)).toBe('2.5\n3.0');
  });

  it('refuses more than the clipboard takes', async () => {
    const everything = { top: 0, bottom: 9_999_999, left: 0, right: 1 };
    await expect(tsvOf(fetch, columns, everything, false)).rejects.toThrow(RangeError);
  });
});
