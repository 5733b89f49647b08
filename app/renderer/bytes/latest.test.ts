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
