import { expect, test } from 'vitest';
import { argumentsWith, filesOf } from './commandLine';

test('an installed application takes every argument that is not a switch', () => {
  const argv = ['/usr/bin/planarium', '--no-sandbox', 'a.parquet', '/data/b.csv'];
  expect(filesOf(argv, { development: false, folder: '/home/u' })).toEqual([
    '/home/u/a.parquet',
    '/data/b.csv',
  ]);
});

test('in development the first argument is the application itself', () => {
  const argv = ['electron', '--inspect=0', '/repo', 'a.parquet'];
  expect(filesOf(argv, { development: true, folder: '/w' })).toEqual(['/w/a.parquet']);
});

test('after -- everything is a file, relative to the folder given', () => {
  const argv = ['planarium', '--', '--odd name.csv', '../up.json'];
  expect(filesOf(argv, { development: false, folder: '/w/x' })).toEqual([
    '/w/x/--odd name.csv',
    '/w/up.json',
  ]);
});

test('a new start keeps switches and the application, with other files', () => {
  const argv = ['electron', '--no-sandbox', '--inspect=0', '/repo', 'a.parquet', '--', '-b.csv'];
  const again = argumentsWith(['/w/new.csv'], argv, { development: true });
  expect(again).toEqual(['--no-sandbox', '--inspect=0', '/repo', '/w/new.csv']);
  expect(argumentsWith([], ['/usr/bin/planarium', '/data/a.csv'], { development: false })).toEqual([]);
});
