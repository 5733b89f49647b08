import { expect, it } from 'vitest';
import { nearest } from './nearest';

const names = ['table', 'opt', 'config', 'execute', 'format', 'output', 'max-rows', 'stats'];

it.each([
  ['formt', 'format'],
  ['foramt', 'format'],
  ['outptu', 'output'],
  ['max_rows', 'max-rows'],
  ['stat', 'stats'],
  ['formats', 'format'],
  ['sats', 'stats'],
  ['verbose', undefined],
  ['ot', undefined],
  ['x', undefined],
])('%s was probably %s', (typed, meant) => {
  expect(nearest(typed, names)).toBe(meant);
});
