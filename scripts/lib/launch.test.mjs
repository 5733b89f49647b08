import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { namedFiles, unopened } from './launch.mjs';

it("takes files from the user's own folder", () => {
  expect(namedFiles(['a.csv', '/b.csv'], { INIT_CWD: '/data' })).toEqual(['/data/a.csv', '/b.csv']);
  expect(namedFiles(['a.csv'], {})).toEqual([resolve('a.csv')]);
});

it('names the files that are not opened without a display', () => {
  expect(unopened([])).toBeNull();
  expect(unopened(['/a.csv', '/b.dfplan'])).toContain('runs without /a.csv, /b.dfplan;');
});
