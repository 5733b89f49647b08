import { expect, test } from 'vitest';
import type { RowStream } from '../main/engine/engine';
import { drain } from './drain';

const NO_PHASES = { parse: null, plan: null, optimize: null, physical: null, execute: null };

/** Two chunks; like the engine's stream it fails once it was cancelled. */
function stream() {
  let cancels = 0;
  const chunks = [Uint8Array.of(1), Uint8Array.of(2)];
  const rows: RowStream = {
    async next() {
      if (cancels > 0) throw Object.assign(new Error('Cancelled.'), { code: 'cancelled' });
      return chunks.shift() ?? null;
    },
    summary: () => ({ rows: 0, bytes: 0, elapsedMs: 0, phases: NO_PHASES }),
    cancel() {
      cancels += 1;
    },
  };
  return { rows, cancels: () => cancels };
}

test('every chunk is passed on, and the query has ended', async () => {
  const { rows, cancels } = stream();
  const taken: number[] = [];
  await drain(rows, new AbortController().signal, async (chunk) => void taken.push(...chunk));
  expect([taken, cancels()]).toEqual([[1, 2], 1]);
});

test('an error while taking a chunk ends the query', async () => {
  const { rows, cancels } = stream();
  const full = () => Promise.reject(new Error('full'));
  await expect(drain(rows, new AbortController().signal, full)).rejects.toThrow('full');
  expect(cancels()).toBe(1);
});

test('an abort ends a running query, and prevents one that has not started', async () => {
  const { rows } = stream();
  const controller = new AbortController();
  const work = drain(rows, controller.signal, async () => controller.abort());
  await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  const late = stream();
  await expect(drain(late.rows, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(late.cancels()).toBe(1);
});
