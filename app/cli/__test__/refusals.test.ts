import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { type Outcome, outcome, run } from './cli';

const program = resolve(__dirname, '../../../bin/planarium.js');
const isRoot = process.getuid?.() === 0;

/** Root can read everything, unless it drops that capability. */
const asOthers = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
const canBeRefused =
  process.platform !== 'win32' &&
  (!isRoot || spawnSync('setpriv', ['--bounding-set=-dac_override', 'true']).status === 0);

/** Runs the command through another one, in a folder that all users can access. */
function wrapped(before: readonly string[], args: string[], cwd: string): Promise<Outcome> {
  const [command = '', ...rest] = [...before, process.execPath, program, ...args];
  const env = { ...process.env, PLANARIUM_HOME: join(cwd, 'home'), NODE_OPTIONS: '' };
  return outcome(spawn(command, rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Makes `path` inaccessible to the test's commands. */
function forbid(path: string): void {
  chmodSync(path, 0);
  if (isRoot) chownSync(path, 1, 1);
}

describe.skipIf(!canBeRefused)('without permission', () => {
  it.each(['file', 'folder', 'file in a folder', 'plan', 'SQL'])('reads no %s, and says so', async (what) => {
    const cwd = temporaryFolder();
    const csv = join(cwd, 'data', 'a.csv');
    const plan = join(cwd, 'p.dfplan');
    const sql = join(cwd, 'q.sql');
    mkdirSync(join(cwd, 'data'));
    writeFileSync(csv, 'a\n1\n');
    writeFileSync(sql, 'SELECT 1');
    await run(['plan', 'export', '-e', 'SELECT 1', '-o', plan]);
    const [path, args] = {
      file: [csv, ['query', '-t', `t=${csv}`, '-e', 'SELECT * FROM t']],
      folder: [join(cwd, 'data'), ['query', '-t', `t=${join(cwd, 'data')}`, '-e', 'SELECT * FROM t']],
      'file in a folder': [csv, ['query', '-t', `t=${join(cwd, 'data')}`, '-e', 'SELECT * FROM t']],
      plan: [plan, ['plan', 'run', plan]],
      SQL: [sql, ['query', sql]],
    }[what] as [string, string[]];
    forbid(path);
    const { code, stderr } = await wrapped(asOthers, args, cwd);
    chmodSync(path, 0o755);
    expect(code).toBe(1);
    const [first, remedy] = stderr.split('\n');
    expect(first).toContain(`planarium: file_unreadable: ${path} cannot be read: `);
    expect(first).toMatch(/permission denied|not permitted/);
    expect(remedy).toMatch(/copy it to a folder of your own/);
  });

  it('writes nothing, and says so', async () => {
    const cwd = temporaryFolder();
    const folder = join(cwd, 'taken');
    mkdirSync(folder);
    forbid(folder);
    const { code, stderr } = await wrapped(
      asOthers,
      ['query', '-e', 'SELECT 1', '-o', join(folder, 'o.csv')],
      cwd,
    );
    chmodSync(folder, 0o755);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^planarium: write_failed: .*writing there is not permitted/);
  });
});

it.skipIf(process.platform === 'win32')('reads more files than may be open at the same time', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'many'));
  for (let file = 0; file < 400; file += 1) writeFileSync(join(cwd, 'many', `${file}.csv`), `a\n${file}\n`);
  const limited = ['sh', '-c', 'ulimit -n 128; exec "$@"', 'sh'];
  const sql = 'SELECT count(*) AS n, sum(a) AS s FROM t';
  const { code, stdout, stderr } = await wrapped(limited, ['query', '-t', 't=many', '-e', sql], cwd);
  expect({ code, stderr, rows: stdout.toString() }).toEqual({
    code: 0,
    stderr: '',
    rows: 'n,s\n400,79800\n',
  });
});
