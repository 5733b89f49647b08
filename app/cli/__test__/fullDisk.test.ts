import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canMount, tinyDisk } from '../../main/testing/tinyDisk';
import { run, runInto } from './cli';

/** Incompressible rows, larger than the disk. */
const ROWS = 'SELECT value, random() AS noise FROM generate_series(1, 200000)';

describe.skipIf(!canMount)('on a disk that is full', () => {
  const cases: [string, string, string[]][] = [
    ['rows as CSV', 'out.csv', ['query', '-e', ROWS, '-o', 'out.csv']],
    ['rows as Parquet', 'out.parquet', ['query', '-e', ROWS, '-o', 'out.parquet']],
    ...['csv', 'parquet', 'json', 'arrow'].map((format): [string, string, string[]] => [
      `COPY to ${format}`,
      `out.${format}`,
      ['query', '-e', `COPY (${ROWS}) TO 'out.${format}' STORED AS ${format}`],
    ]),
  ];
  it.each(cases)('%s fails and leaves the file that was there', async (_, name, args) => {
    const disk = tinyDisk(256);
    onTestFinished(disk.remove);
    const cwd = disk.path;
    writeFileSync(join(cwd, name), 'before');
    const { code, stderr } = await run(args, { cwd });
    expect(stderr).toMatch(/^planarium: write_failed: .*the disk (is|may be) full/);
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, name), 'utf8')).toBe('before');
    expect(readdirSync(cwd)).toEqual([name]);
  });
});

describe.skipIf(!existsSync('/dev/full'))('standard output on a disk that is full', () => {
  it.each([
    ['query', '-e', 'SELECT 1'],
    ['plan', 'export', '-e', 'SELECT 1'],
    ['doctor'],
    ['--help'],
    ['query', '--version'],
  ])('%s %s says so', async (...args) => {
    const { code, stderr } = await runInto('/dev/full', args);
    expect(stderr).toBe(
      [
        'planarium: write_failed: Standard output could not be written: the disk is full.',
        '  Make room on the disk, or send the output elsewhere.',
        '',
      ].join('\n'),
    );
    expect(code).toBe(1);
  });
});
