import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canMount, tinyDisk } from '../../main/testing/tinyDisk';
import { run } from './cli';

/** Rows that no encoding makes smaller than the disk. */
const ROWS = 'SELECT value, random() AS noise FROM generate_series(1, 200000)';

describe.skipIf(!canMount)('on a disk that is full', () => {
  const cases: [string, string[]][] = [
    ['rows as CSV', ['query', '-e', ROWS, '-o', 'out']],
    ['rows as Parquet', ['query', '-e', ROWS, '--format', 'parquet', '-o', 'out']],
    ['COPY to CSV', ['query', '-e', `COPY (${ROWS}) TO 'out' STORED AS CSV`]],
    ['COPY to Parquet', ['query', '-e', `COPY (${ROWS}) TO 'out' STORED AS PARQUET`]],
    ['COPY to JSON', ['query', '-e', `COPY (${ROWS}) TO 'out' STORED AS JSON`]],
    ['COPY to Arrow', ['query', '-e', `COPY (${ROWS}) TO 'out' STORED AS ARROW`]],
  ];
  it.each(cases)('%s fails and leaves the file that was there', async (_, args) => {
    const disk = tinyDisk(256);
    onTestFinished(disk.remove);
    const cwd = disk.path;
    writeFileSync(join(cwd, 'out'), 'before');
    const { code, stderr } = await run(args, { cwd });
    expect(stderr).toMatch(/^planarium: write_failed: .*(the disk is full|No space left)/);
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, 'out'), 'utf8')).toBe('before');
    expect(readdirSync(cwd)).toEqual(['out']);
  });
});
