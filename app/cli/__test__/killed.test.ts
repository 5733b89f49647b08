import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { run, start } from './cli';

const endless = 'SELECT value, value * 3 AS more FROM generate_series(1, 100000000000)';
/** Takes long to write to the file. */
const large =
  'CREATE TABLE m AS SELECT value, random() AS noise FROM generate_series(1, 3000000); SELECT * FROM m';

/** A folder to write to, and one for temporary data. */
function place() {
  const [cwd, tmp] = [temporaryFolder(), temporaryFolder()];
  return { cwd, tmp, env: { TMPDIR: tmp } };
}

async function until(reached: () => boolean) {
  while (!reached()) await setTimeout(10);
}

const temporaries = (folder: string) => readdirSync(folder).filter((name) => /\.(tmp|part)$/.test(name));
const folders = (tmp: string, kind: string) =>
  readdirSync(tmp).filter((name) => name.startsWith(`planarium-${kind}-`));

async function kill(child: ChildProcess) {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

describe('leftovers of a killed command', () => {
  it('query -o: the next run removes them, and spares files of live processes', async () => {
    const { cwd, tmp, env } = place();
    const killed = start(['query', '-e', endless, '-o', 'killed.csv'], { cwd, env });
    const isWritten = () => temporaries(cwd).some((name) => statSync(join(cwd, name)).size > 100_000);
    await until(isWritten);
    const [left = ''] = temporaries(cwd);
    const [session = ''] = folders(tmp, 'session');
    await kill(killed);
    expect(readdirSync(cwd)).toEqual([left]);
    expect(folders(tmp, 'session')).toEqual([session]);

    const live = start(['query', '-e', endless, '-o', 'live.csv'], { cwd, env });
    onTestFinished(() => kill(live));
    await until(() => temporaries(cwd).length === 1 && !temporaries(cwd).includes(left));
    await until(isWritten);
    expect(folders(tmp, 'session')).not.toContain(session);

    const next = await run(['query', '-e', 'SELECT 7 AS n', '-o', 'next.csv'], { cwd, env });
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(cwd, 'next.csv'), 'utf8')).toBe('n\n7\n');
    expect(temporaries(cwd)).toHaveLength(1);
    expect(folders(tmp, 'session')).toHaveLength(1);
    expect(live.exitCode).toBeNull();
  });

  it('plan export -o: the next run removes them next to the file and in the temporary folder', async () => {
    const { cwd, tmp, env } = place();
    const exporting = ['plan', 'export', '--embed-memory-tables', '--stage', 'physical', '-e', large];
    const killed = start([...exporting, '-o', 'killed.dfplan'], { cwd, env });
    await until(() => folders(tmp, 'plan').length === 1);
    await kill(killed);
    expect(readdirSync(cwd)).toEqual(temporaries(cwd));
    expect(temporaries(cwd)).toHaveLength(1);
    expect(folders(tmp, 'plan')).toHaveLength(1);

    const next = await run(['plan', 'export', '-e', 'SELECT 1', '-o', 'next.dfplan'], { cwd, env });
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(cwd)).toEqual(['next.dfplan']);
    expect(readdirSync(tmp)).toEqual([]);
  });

  it('COPY: the next one to that folder removes them, and spares files of live processes', async () => {
    const { cwd, env } = place();
    const copy = (rows: string, file: string) => `COPY (${rows}) TO '${file}' STORED AS CSV`;
    const staged = () => readdirSync(cwd).filter((name) => name.startsWith('.planarium-'));
    const killed = start(['query', '-e', copy(endless, 'killed.csv')], { cwd, env });
    await until(() => staged().some((name) => statSync(join(cwd, name)).size > 100_000));
    await kill(killed);
    const left = staged();
    expect(left).toHaveLength(2);

    const live = start(['query', '-e', copy(endless, 'live.csv')], { cwd, env });
    onTestFinished(() => kill(live));
    await until(() => staged().length === 2 && staged().every((name) => !left.includes(name)));
    const next = await run(['query', '-e', copy('SELECT 7 AS n', 'next.csv')], { cwd, env });
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(cwd, 'next.csv'), 'utf8')).toBe('n\n7\n');
    expect(staged()).toHaveLength(2);
    expect(live.exitCode).toBeNull();
  });

  it('plan run -: the next command removes the plan from standard input', async () => {
    const { cwd, tmp, env } = place();
    writeFileSync(join(cwd, 'data.csv'), `n\n${'1\n'.repeat(10_000)}`);
    const product = 'SELECT a.n FROM t a, t b, t c WHERE a.n + b.n + c.n > 0';
    const exporting = ['plan', 'export', '-t', 't=data.csv', '-e', product, '-o', 'plan.dfplan'];
    expect(await run(exporting, { cwd, env })).toMatchObject({ code: 0 });
    const killed = start(['plan', 'run', '-', '--format', 'csv', '-o', 'out.csv'], { cwd, env });
    killed.stdin.end(readFileSync(join(cwd, 'plan.dfplan')));
    await until(() => temporaries(cwd).length === 1);
    await kill(killed);
    expect(folders(tmp, 'plan')).toHaveLength(1);
    expect(await run(['query', '-e', 'SELECT 1'], { cwd, env })).toMatchObject({ code: 0 });
    expect(readdirSync(tmp)).toEqual([]);
  });
});
