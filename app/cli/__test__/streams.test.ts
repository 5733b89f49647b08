import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { outcome, run, start } from './cli';

const endless = 'SELECT * FROM generate_series(1, 9000000000000000)';
const long = 'SELECT count(*) FROM generate_series(1, 9000000000000000)';

/** Waits until `seen` holds. */
async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await setTimeout(20);
}

describe('output', () => {
  it('ends quietly when its reader closes', async () => {
    const child = start(['query', '-e', endless]);
    const head = spawn('head', ['-n', '3'], { stdio: [child.stdout, 'pipe', 'inherit'] });
    let text = '';
    head.stdout.on('data', (chunk) => {
      text += chunk;
    });
    await once(head, 'close');
    child.stdout.destroy();
    expect(await outcome(child)).toMatchObject({ code: 0, stderr: '' });
    expect(text).toBe('value\n1\n2\n');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'gets its name only when it is complete: %s',
    async (signal) => {
      const cwd = temporaryFolder();
      const out = join(cwd, 'out.csv');
      writeFileSync(out, 'before');
      const child = start(['query', '-e', endless, '-o', 'out.csv'], { cwd });
      await until(() => readdirSync(cwd).length === 2);
      expect(readFileSync(out, 'utf8')).toBe('before');
      child.kill(signal);
      expect(await outcome(child)).toMatchObject({ code: 130, stderr: '' });
      expect(readdirSync(cwd)).toEqual(['out.csv']);
      expect(readFileSync(out, 'utf8')).toBe('before');
    },
  );

  it('also ends when the terminal signals twice that it closes', async () => {
    const cwd = temporaryFolder();
    const child = start(['query', '-e', endless, '-o', 'out.csv'], { cwd });
    await until(() => readdirSync(cwd).length === 1);
    child.kill('SIGHUP');
    child.kill('SIGHUP');
    expect(await outcome(child)).toMatchObject({ code: 130, stderr: '' });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('leaves nothing behind when the query fails half-way', async () => {
    const cwd = temporaryFolder();
    const sql = 'SELECT 1 / (value - 900000) FROM generate_series(1, 1000000)';
    expect(await run(['query', '-e', sql, '-o', 'out.csv'], { cwd })).toMatchObject({ code: 1 });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('replaces the target of a link', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'real.csv'), 'before');
    symlinkSync('real.csv', join(cwd, 'link.csv'));
    expect(await run(['query', '-e', 'SELECT 1 AS a', '-o', 'link.csv'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'real.csv'), 'utf8')).toBe('a\n1\n');
    expect(readdirSync(cwd).sort()).toEqual(['link.csv', 'real.csv']);
  });

  it('writes directly to a device', async () => {
    expect(await run(['query', '-e', 'SELECT 1 AS a', '-o', '/dev/null'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(existsSync('/dev/null')).toBe(true);
    expect(readFileSync('/dev/null')).toHaveLength(0);
  });

  it('cannot be written to a missing folder', async () => {
    const done = await run(['query', '-e', 'SELECT 1', '-o', '/nowhere/out.csv']);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/^planarium: write_failed: \/nowhere\/out\.csv could not be written/);
  });
});

describe('Ctrl-C', () => {
  it('cancels a query that runs', async () => {
    const spill = temporaryFolder();
    const child = start(['query', '-e', long, '-o', join(spill, 'out.csv')]);
    await until(() => readdirSync(spill).length === 1);
    child.kill('SIGINT');
    expect(await outcome(child)).toMatchObject({ code: 130, stdout: Buffer.alloc(0) });
  });

  it('cancels while standard input is awaited', async () => {
    const child = start(['query', '-']);
    // Larger than the pipe's buffer: the write completes only when the command reads.
    await new Promise<void>((written) => child.stdin.write(' '.repeat(4 << 20), () => written()));
    child.kill('SIGINT');
    expect(await outcome(child)).toMatchObject({ code: 130, stderr: '' });
  });

  it('works while nobody reads the output', async () => {
    const child = start(['query', '-e', endless]);
    await once(child.stdout, 'readable');
    child.kill('SIGINT');
    await setTimeout(300);
    child.kill('SIGINT');
    // The first ends it unless a write is stuck, which the second does not wait for.
    const [code, signal] = await once(child, 'exit');
    expect([130, null]).toContain(code);
    expect([null, 'SIGINT']).toContain(signal);
  });
});
