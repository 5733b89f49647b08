import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { localPath } from './path';

it('makes paths absolute and does not change file URLs', () => {
  expect(localPath('a/b.csv')).toBe(resolve('a/b.csv'));
  expect(localPath('file:///a/b.csv')).toBe('file:///a/b.csv');
  expect(localPath('./s3://b')).toBe(resolve('s3:/b'));
});

it.each(['https://h.example/a.csv', 'S3://bucket/a.parquet'])('refuses %s as it was typed', (url) => {
  expect(() => localPath(url)).toThrow(`${url} is not on this machine: remote files are not supported yet.`);
});
