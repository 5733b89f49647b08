import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { lines, outcome, run, start } from './cli';

/** A folder with `n.csv`, and a plan over it as bytes and as a file. */
async function plans() {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'n.csv'), 'n\n1\n2\n');
  const sources = ['plan', 'export', '-t', 't=n.csv', '-e', 'SELECT sum(n) AS s FROM t'];
  const bytes = (await run([...sources, '--as', 'bytes'], { cwd })).stdout;
  const file = (await run([...sources, '--as', 'dfplan'], { cwd })).stdout;
  return { cwd, bytes, file };
}

it('plan show, run and check take plans of both forms from standard input', async () => {
  const { cwd, bytes, file } = await plans();
  const tmp = temporaryFolder();
  const env = { TMPDIR: tmp };
  for (const input of [bytes, file]) {
    const shown = await run(['plan', 'show', '-'], { cwd, input, env });
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(lines(shown)[0]).toBe('File      standard input');
    const listed = await run(['plan', 'show', '--bytes', '-'], { cwd, input, env });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(lines(listed)[0]).toBe('File     standard input');
    const ran = await run(['plan', 'run', '-'], { cwd, input, env });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(lines(ran)).toEqual(['s', '3']);
    const checked = await run(['plan', 'check', '-'], { cwd, input, env });
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout.toString()).toContain('optimized  fine');
  }
  expect(readdirSync(tmp)).toEqual([]);
});

it('plan check takes SQL from standard input as well', async () => {
  const checked = await run(['plan', 'check', '-'], { input: 'SELECT 1' });
  expect(checked).toMatchObject({ code: 0, stderr: '' });
  const wrong = await run(['plan', 'check', '-'], { input: 'SELEC 1' });
  expect(wrong.stderr).toMatch(/^planarium: sql_syntax at standard input:1:1: /);
  const wide = await run(['plan', 'check', '-'], { input: Buffer.from('\ufeffSELECT 1', 'utf16le') });
  expect(wide.stderr).toContain('Save the SQL as UTF-8');
});

it('errors name standard input, not the temporary file', async () => {
  const tmp = temporaryFolder();
  for (const input of ['', 'PK\u0003\u0004 and no more', 'no plan']) {
    const { code, stderr } = await run(['plan', 'show', '-'], { input, env: { TMPDIR: tmp } });
    expect(code).toBe(1);
    expect(stderr).not.toContain(tmp);
  }
  const empty = await run(['plan', 'run', '-'], { env: { TMPDIR: tmp } });
  expect(empty.stderr).toMatch(/^planarium: file_empty: standard input is empty\./);
  expect(readdirSync(tmp)).toEqual([]);
});

it('reports when there is no space for it', async () => {
  const { code, stderr } = await run(['plan', 'show', '-'], { input: 'x', env: { TMPDIR: '/nowhere' } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^planarium: write_failed: \/nowhere\/.*\n {2}Set TMPDIR/);
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s removes what was kept of it', async (signal) => {
  const cwd = temporaryFolder();
  const endless = 'SELECT * FROM generate_series(1, 9000000000000000)';
  const args = ['plan', 'export', '--stage', 'physical', '-e', endless, '-o', 'endless.dfplan'];
  expect(await run(args, { cwd })).toMatchObject({ code: 0 });
  const tmp = temporaryFolder();
  const running = ['plan', 'run', '-', '--kind', 'physical', '-o', 'out.csv'];
  const child = start(running, { cwd, env: { TMPDIR: tmp } });
  child.stdin.end(readFileSync(join(cwd, 'endless.dfplan')));
  while (readdirSync(cwd).length < 2) await setTimeout(20);
  const kept = () => readdirSync(tmp).filter((name) => name.startsWith('planarium-plan-'));
  expect(kept()).toHaveLength(1);
  child.kill(signal);
  expect(await outcome(child)).toMatchObject({ code: 130, stderr: '' });
  expect(kept()).toEqual([]);
  expect(readdirSync(cwd)).toEqual(['endless.dfplan']);
});
