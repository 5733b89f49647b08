import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Debouncer } from './debouncer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A debouncer whose work records the value it saw. */
function recorded() {
  let value = 0;
  const done: number[] = [];
  const debouncer = new Debouncer(300, async () => void done.push(value));
  const change = (to: number) => {
    value = to;
    return debouncer.schedule();
  };
  return { debouncer, done, change };
}

test('requests within the wait share one run, which sees the last value', async () => {
  const { done, change } = recorded();
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

test('flush runs pending work at once, and only once', async () => {
  const { debouncer, done, change } = recorded();
  const asked = change(1);
  await debouncer.flush();
  await asked;
  expect(done).toEqual([1]);
  await debouncer.flush();
  await vi.advanceTimersByTimeAsync(1000);
  expect(done).toEqual([1]);
});

test('a failed run rejects every request it covers, and the next request runs again', async () => {
  let fail = true;
  const debouncer = new Debouncer(300, async () => {
    if (fail) throw new Error('disk full');
  });
  const asked = [debouncer.schedule(), debouncer.schedule()].map((one) =>
    expect(one).rejects.toThrow('disk full'),
  );
  await vi.advanceTimersByTimeAsync(300);
  await Promise.all(asked);
  fail = false;
  const next = debouncer.schedule();
  await vi.advanceTimersByTimeAsync(300);
  await expect(next).resolves.toBeUndefined();
});
