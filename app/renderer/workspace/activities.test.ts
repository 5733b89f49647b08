import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useActivities, withActivity } from './activities';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const titles = () => useActivities.getState().activities.map(({ title }) => title);

it('shows work only while it takes longer than 100 ms', async () => {
  let finish = () => {};
  const work = withActivity(
    'Opening a.csv',
    () =>
      new Promise<string>((resolve) => {
        finish = () => resolve('done');
      }),
  );
  await vi.advanceTimersByTimeAsync(99);
  expect(titles()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(titles()).toEqual(['Opening a.csv']);
  finish();
  expect(await work).toBe('done');
  expect(titles()).toEqual([]);
});

it('aborts the work that the user cancels, and no other', async () => {
  const signals: AbortSignal[] = [];
  const start = (title: string) =>
    withActivity(title, (signal) => {
      signals.push(signal);
      return new Promise<void>((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error(title))),
      );
    });
  const first = start('first');
  const second = start('second').catch((thrown: Error) => thrown.message);
  await vi.advanceTimersByTimeAsync(100);
  useActivities.getState().activities[0]?.cancel();
  await expect(first).rejects.toThrow('first');
  expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  expect(titles()).toEqual(['second']);
  useActivities.getState().activities[0]?.cancel();
  expect(await second).toBe('second');
});

it('aborts work whose result is no longer needed', async () => {
  const outer = new AbortController();
  let signal: AbortSignal | undefined;
  const work = withActivity(
    'Reading a.dfplan',
    (given) => {
      signal = given;
      return new Promise<void>((_, reject) =>
        given.addEventListener('abort', () => reject(new Error('ended'))),
      );
    },
    outer.signal,
  );
  expect(signal?.aborted).toBe(false);
  outer.abort();
  await expect(work).rejects.toThrow('ended');
  await withActivity('Reading b.dfplan', async (given) => expect(given.aborted).toBe(true), outer.signal);
});
