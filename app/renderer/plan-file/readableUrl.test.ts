import { expect, it } from 'vitest';
import { readableUrl } from './readableUrl';

it('shows a path as it is, and nothing that turns text around', () => {
  expect(readableUrl('file:///data/a%20b.csv')).toBe('/data/a b.csv');
  expect(readableUrl('file:///data/%E2%80%AEvsc.exe')).toBe('/data/\\u202evsc.exe');
  expect(readableUrl('t in s3://b/\u202etxt')).toBe('t in s3://b/\\u202etxt');
  expect(readableUrl('file:///100%')).toBe('file:///100%');
});
