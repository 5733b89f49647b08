import { tableFromArrays } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { TooMuch, tsvOf } from './copy';
import type { Page } from './pages';

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
    return { rows: part.numRows, batches: part.batches, bytes: 0 };
  };

  it('gives tab-separated text with quotes where they are needed', async () => {
    const text = await tsvOf(fetch, columns, { top: 0, bottom: 2, left: 0, right: 1 }, true);
    expect(text).toBe('text\tnumber\nplain\t1000.0\n"tab\there"\t2.5\n"say ""hi"""\t3.0');
  });

  it('goes on where a page of long values ended early', async () => {
    const one = (offset: number, _limit: number, wanted?: number[]) => fetch(offset, 1, wanted);
    const text = await tsvOf(one, columns, { top: 0, bottom: 2, left: 1, right: 1 }, false);
    expect(text).toBe('1000.0\n2.5\n3.0');
  });

  it('takes only the columns that are selected', async () => {
    expect(await tsvOf(fetch, columns, { top: 1, bottom: 2, left: 1, right: 1 }, false)).toBe('2.5\n3.0');
  });

  it('refuses more than the clipboard takes', async () => {
    const everything = { top: 0, bottom: 9_999_999, left: 0, right: 1 };
    await expect(tsvOf(fetch, columns, everything, false)).rejects.toThrow(TooMuch);
  });
});
