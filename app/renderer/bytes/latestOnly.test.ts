import { expect, test } from 'vitest';
import { LatestOnly } from './latestOnly';

test('new work aborts the work before it', () => {
  const latest = new LatestOnly();
  const first = latest.next();
  expect(first.aborted).toBe(false);
  const second = latest.next();
  expect([first.aborted, second.aborted]).toEqual([true, false]);
  latest.end();
  latest.end();
  expect(second.aborted).toBe(true);
  expect(latest.next().aborted).toBe(false);
});
