import { expect, it } from 'vitest';
import { baseName } from './baseName';

it('takes the last part of a path of any system', () => {
  expect(['/data/a b.csv', 'C:\\data\\b.csv', '/data/folder/'].map(baseName)).toEqual([
    'a b.csv',
    'b.csv',
    'folder',
  ]);
});
