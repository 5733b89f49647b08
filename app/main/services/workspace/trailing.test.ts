import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Trailing } from './trailing';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that notes what it found when it was done. */
function noting() {
  let value = 0;
  const done: number[] = [];
  const trailing = new Trailing(300, async () => void done.push(value));
  const change = (to: number) => {
    value = to;
    return trailing.soon();
  };
  return { trailing, done, change };
}

test('requests within the wait are one piece of work, with what is there at its end', async () => {
  const { done, change } = noting();
  const first = change(1);
  await vi.advanceTimersByTimeAsync(299);
  const second = change(2);
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await Promise.all([first, second]);
  expect(done).toEqual([2]);
  const third = change(3);
  await vi.advanceTimersByTimeAsync(300);
  await third;
  expect(done).toEqual([2, 3]);
});

test('what waits is done at once when that is asked for, and not again', async () => {
  const { trailing, done, change } = noting();
  const asked = change(1);
  await trailing.now();
  await asked;
  expect(done).toEqual([1]);
  await trailing.now();
  await vi.advanceTimersByTimeAsync(1000);
  expect(done).toEqual([1]);
});

test('a failure reaches everyone who asked, and the next request is served', async () => {
  let fail = true;
  const trailing = new Trailing(300, async () => {
    if (fail) throw new Error('disk full');
  });
  const asked = [trailing.soon(), trailing.soon()].map((one) => expect(one).rejects.toThrow('disk full'));
  await vi.advanceTimersByTimeAsync(300);
  await Promise.all(asked);
  fail = false;
  const next = trailing.soon();
  await vi.advanceTimersByTimeAsync(300);
  await expect(next).resolves.toBeUndefined();
});
