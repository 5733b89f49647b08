import { expect, test } from 'vitest';
import { Latest } from './latest';

test('only the last work that was asked for goes on', () => {
  const latest = new Latest();
  const first = latest.next();
  expect(first.aborted).toBe(false);
  const second = latest.next();
  expect([first.aborted, second.aborted]).toEqual([true, false]);
  latest.end();
  latest.end();
  expect(second.aborted).toBe(true);
  expect(latest.next().aborted).toBe(false);
});

test('work ends with what it belongs to', () => {
  const latest = new Latest();
  const outer = new AbortController();
  const inner = latest.next(outer.signal);
  expect(inner.aborted).toBe(false);
  outer.abort();
  expect([inner.aborted, latest.next(outer.signal).aborted]).toEqual([true, true]);
});
