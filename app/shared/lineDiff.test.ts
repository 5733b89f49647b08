import { expect, it } from 'vitest';
import { lineDiff } from './lineDiff';

const shown = (before: string, after: string) =>
  lineDiff(before, after).map(({ sign, text }) => `${sign} ${text}`);

it('shows what went and what came, with nothing that acts on a terminal', () => {
  expect(shown('Sort\n  Scan t', 'Sort\n  Filter\u001b[31m\n  Scan t')).toEqual([
    '  Sort',
    '+   Filter\\u001b[31m',
    '    Scan t',
  ]);
  expect(shown('a\nb', 'a')).toEqual(['  a', '- b']);
  expect(shown('a', 'a')).toEqual(['  a']);
});
