import { expect, test } from 'vitest';
import { textRuns } from './textRuns';

test('a long text is cut into runs that give it back, whole characters each', () => {
  const text = `a\n${'🛫'.repeat(30_000)}\r\n\u2028b`;
  const runs = textRuns(text);
  expect(runs.join('')).toBe(text);
  expect(runs).toHaveLength(2);
  expect(runs.filter((run) => /\p{Surrogate}/u.test(run))).toEqual([]);
});

test('a short text is one run, an empty one none', () => {
  expect(textRuns('short')).toEqual(['short']);
  expect(textRuns('')).toEqual([]);
});
