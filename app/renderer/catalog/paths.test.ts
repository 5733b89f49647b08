import { describe, expect, it } from 'vitest';
import { carriesFiles, listed, openBatches, openingTitle } from './paths';

describe('openBatches', () => {
  it('keeps each path once and leaves out blank ones', () => {
    expect(openBatches(['/a.csv', '', '/b.csv', '/a.csv'])).toEqual([['/a.csv', '/b.csv']]);
  });

  it('makes batches the contract allows', () => {
    const paths = Array.from({ length: 2001 }, (_, index) => `/${index}`);
    const batches = openBatches(paths);
    expect(batches.map((batch) => batch.length)).toEqual([1000, 1000, 1]);
    expect(batches.flat()).toEqual(paths);
  });

  it('opens nothing for nothing', () => {
    expect(openBatches([''])).toEqual([]);
  });
});

it('names one file and counts several', () => {
  expect(openingTitle(['/data/a.csv'])).toBe('Opening a.csv');
  expect(openingTitle(['/a', '/b'])).toBe('Opening 2 files');
});

it('distinguishes a drag of files from one of text', () => {
  expect(carriesFiles(['Files'])).toBe(true);
  expect(carriesFiles(['text/plain', 'text/uri-list'])).toBe(false);
});

it('few names are all listed, many are counted', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `${at}.csv`);
  expect(listed(names(2))).toBe('0.csv, 1.csv');
  expect(listed(names(8))).toMatch(/7\.csv$/);
  expect(listed(names(11))).toMatch(/7\.csv and 3 more$/);
});
