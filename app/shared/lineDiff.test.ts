import { expect, it } from 'vitest';
import { lineDiff } from './lineDiff';

const shown = (before: string, after: string) =>
  lineDiff(before, after).map(({ sign, text }) => `${sign} ${text}`);

it('shows removed and added lines, without terminal control characters', () => {
  expect(shown('Sort\n  Scan t', 'Sort\n  Filter\u001b[31m\n  Scan t')).toEqual([
    '  Sort',
    '+   Filter\\u001b[31m',
    '    Scan t',
  ]);
  expect(shown('a\nb', 'a')).toEqual(['  a', '- b']);
  expect(shown('a', 'a')).toEqual(['  a']);
});
