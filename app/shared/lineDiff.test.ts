import { expect, it } from 'vitest';
import { textDiff } from './textDiff';

it('shows what went and what came, with nothing that acts on a terminal', () => {
  expect(textDiff('Sort\n  Scan t', 'Sort\n  Filter\u001b[31m\n  Scan t')).toEqual([
    '  Sort',
    '+   Filter\\u001b[31m',
    '    Scan t',
  ]);
  expect(textDiff('a\nb', 'a')).toEqual(['  a', '- b']);
  expect(textDiff('a', 'a')).toEqual([]);
});
