import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { preflight } from '../../shared/preflight';
import { run } from './cli';
import { withManifest } from './planFile';

const secret = "SELECT n, 'https://h.example/f?X-Amz-Signature=0123abcd4567' AS link FROM t";

/** A folder with `data.csv` and a separate home. */
function place() {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'data.csv'), 'kind,n\na,1\nb,2\n');
  return { cwd, home: temporaryFolder() };
}

/** Saves the plan of `sql` over `t` as `name`. */
async function saved(at: ReturnType<typeof place>, sql: string, name: string, ...more: string[]) {
  const args = ['plan', 'export', '-t', 't=data.csv', '-e', sql, '-o', name, ...more];
  expect(await run(args, at)).toMatchObject({ code: 0 });
}

describe('a plan that writes', () => {
  const copy = "COPY (SELECT n FROM t ORDER BY n) TO 'out.csv' STORED AS CSV";

  it('writes only with the flag, and counts its rows', async () => {
    const at = place();
    await saved(at, copy, 'copy.dfplan', '--stage', 'physical');
    const target = join(at.cwd, 'out.csv');
    const elsewhere = { ...at, cwd: temporaryFolder() };
    const file = join(at.cwd, 'copy.dfplan');
    const shown = (await run(['plan', 'show', file], elsewhere)).stdout.toString();
    expect(shown).toContain(target);
    expect(shown).toContain('--allow-write');
    for (const kind of ['logical', 'optimized', 'physical']) {
      const refused = await run(['plan', 'run', file, '--kind', kind], elsewhere);
      expect(refused).toMatchObject({ code: 3, stdout: Buffer.alloc(0) });
      expect(refused.stderr).toMatch(/^planarium: plan_writes: .*out\.csv/);
      expect(refused.stderr).toContain('--allow-write');
      expect(existsSync(target)).toBe(false);
      const done = await run(['plan', 'run', file, '--kind', kind, '--allow-write'], elsewhere);
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(done.stdout.toString()).toBe('count\n2\n');
      expect(readFileSync(target, 'utf8')).toBe('n\n1\n2\n');
      rmSync(target);
    }
    expect(readdirSync(elsewhere.cwd)).toEqual([]);
    expect(existsSync(join(at.home, 'approvals.json'))).toBe(false);
  });

  it('can be approved by its bytes, and revoked', async () => {
    const at = place();
    await saved(at, copy, 'copy.dfplan');
    const target = join(at.cwd, 'out.csv');
    const go = (...flags: string[]) => run(['plan', 'run', 'copy.dfplan', ...flags], at);
    expect(await go('--remember')).toMatchObject({ code: 2 });
    expect(await go('--allow-write', '--remember')).toMatchObject({ code: 0 });
    rmSync(target);
    expect(await go()).toMatchObject({ code: 0 });
    expect(existsSync(target)).toBe(true);
    rmSync(target);
    // Binding another file makes another plan.
    writeFileSync(join(at.cwd, 'other.csv'), 'kind,n\nz,9\n');
    expect(await go('--rebind', 't=other.csv')).toMatchObject({ code: 3 });
    // So do other bytes.
    rmSync(join(at.cwd, 'copy.dfplan'));
    await saved(at, `${copy} OPTIONS ('format.has_header' 'false')`, 'copy.dfplan');
    expect(await go()).toMatchObject({ code: 3 });
    rmSync(join(at.cwd, 'copy.dfplan'));
    await saved(at, copy, 'copy.dfplan');
    expect(await go()).toMatchObject({ code: 0 });
    rmSync(target);
    expect(await go('--forget')).toMatchObject({ code: 3 });
    expect(await go()).toMatchObject({ code: 3 });
    expect(existsSync(target)).toBe(false);
  });
});

it('a home folder that cannot be created approves nothing, and reports why nothing can be approved', async () => {
  const at = place();
  await saved(at, "COPY (SELECT n FROM t) TO 'out.csv' STORED AS CSV", 'copy.dfplan');
  const home = join(at.cwd, 'home');
  writeFileSync(home, 'a file in the place of the folder');
  const go = (...flags: string[]) => run(['plan', 'run', 'copy.dfplan', ...flags], { ...at, home });
  const refused = await go();
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(/^planarium: plan_writes: /);
  const failed = await go('--allow-write', '--remember');
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(
    /^planarium: write_failed: .*approvals\.json could not be written: its folder is a file/,
  );
  expect(existsSync(join(at.cwd, 'out.csv'))).toBe(false);
  expect(await go('--allow-write')).toMatchObject({ code: 0 });
});

describe('a plan with a credential', () => {
  it('is refused, or saved without it and run with it supplied again', async () => {
    const at = place();
    const args = ['plan', 'export', '-t', 't=data.csv', '-e', secret, '-o', 'link.dfplan'];
    const refused = await run(args, at);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('X-Amz-Signature');
    expect(refused.stderr).toContain('--redact');
    expect(refused.stderr).not.toContain('0123abcd4567');
    const done = await run([...args, '--redact'], at);
    expect(done.code).toBe(0);
    expect(done.stderr).toContain('left out of the file: X-Amz-Signature');
    expect(readFileSync(join(at.cwd, 'link.dfplan')).includes('0123abcd4567')).toBe(false);
    const bare = await run(['plan', 'run', 'link.dfplan'], at);
    expect(bare.code).toBe(3);
    expect(bare.stderr).toContain('PLANARIUM_SECRET_X_AMZ_SIGNATURE');
    const env = { PLANARIUM_SECRET_X_AMZ_SIGNATURE: '0123abcd4567' };
    const given = await run(['plan', 'run', 'link.dfplan'], { ...at, env });
    expect(given).toMatchObject({ code: 0, stderr: '' });
    expect(given.stdout.toString().split('\n')[1]).toBe('1,https://h.example/f?X-Amz-Signature=0123abcd4567');
    expect(await run([...args, '--redact', '--as', 'tree'], at)).toMatchObject({ code: 2 });
  });

  it.each(['indent', 'tree', 'json'])('is not written as %s either', async (form) => {
    const at = place();
    const done = await run(['plan', 'export', '-t', 't=data.csv', '-e', secret, '--as', form], at);
    expect(done).toMatchObject({ code: 3 });
    expect(`${done.stdout}`).toBe('');
    expect(done.stderr).toContain('plan_secret');
    expect(done.stderr).toContain('X-Amz-Signature');
    expect(done.stderr).not.toContain('0123abcd4567');
  });
});

describe('a plan of another version', () => {
  it('is re-planned from its SQL, with the difference on standard error', async () => {
    const at = place();
    await saved(at, 'SELECT n FROM t WHERE n > 1', 'old.dfplan');
    const file = join(at.cwd, 'old.dfplan');
    withManifest(file, (manifest) => ({ ...manifest, datafusion: '54.0.0' }));
    const refused = await run(['plan', 'run', 'old.dfplan'], at);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/^planarium: plan_version_differs: /);
    expect(refused.stderr).toContain('--replan');
    const same = await run(['plan', 'run', 'old.dfplan', '--replan'], at);
    expect(same).toMatchObject({ code: 0, stderr: 'planarium: re-planned; the plan is the same\n' });
    expect(same.stdout.toString()).toBe('n\n2\n');
    withManifest(file, (manifest) => ({
      ...manifest,
      sql: "SELECT n FROM t WHERE kind <> 'x\u001b[31m'",
    }));
    const other = await run(['plan', 'run', 'old.dfplan', '--replan'], at);
    expect(other.code).toBe(0);
    expect(other.stderr).toMatch(/^- .*n > 1/m);
    expect(other.stderr).toMatch(/^\+ .*kind != 'x\\u\{1b\}\[31m'/m);
    expect(other.stderr).not.toContain('\u001b');
    expect(other.stdout.toString()).toBe('n\n1\n2\n');
  });
});

describe('plan check', () => {
  it('reports what blocks a plan, why, and what to do', async () => {
    const at = place();
    const check = (...args: string[]) => run(['plan', 'check', ...args], at);
    const fine = await check('-t', 't=data.csv', '-e', 'SELECT n FROM t');
    expect(fine).toMatchObject({ code: 0, stderr: '' });
    expect(fine.stdout.toString()).toMatch(/^logical +fine, .*\noptimized +fine, .*\nphysical +fine, .*\n$/);

    writeFileSync(join(at.cwd, 'list.json'), '[{"n": 1}]');
    const lost = ['-t', 'l=list.json', '-e', 'SELECT sum(n) FILTER (WHERE n > 1) OVER () FROM l'];
    const weak = await check(...lost);
    expect(weak.code).toBe(0);
    expect(weak.stdout.toString()).toContain('Blocks physical: node sum(l.n) FILTER');
    expect(weak.stdout.toString()).toContain('-> Use the optimized plan.');
    expect(await check(...lost, '--stage', 'physical')).toMatchObject({ code: 3 });

    const held = await check('-t', 't=data.csv', '-e', secret, '--json');
    expect(held.code).toBe(3);
    const { findings } = preflight.parse(JSON.parse(held.stdout.toString()));
    expect(findings[0]).toMatchObject({ subject: 'secret', name: 'X-Amz-Signature' });
    expect(held.stdout.toString()).not.toContain('0123abcd4567');
  });

  it('reports the size of rows in memory, which are saved on request', async () => {
    const at = place();
    const sql = 'CREATE TABLE m AS VALUES (1), (2); SELECT column1 AS n FROM m ORDER BY n';
    const weighed = await run(['plan', 'check', '-e', sql], at);
    expect(weighed.code).toBe(3);
    expect(weighed.stdout.toString()).toMatch(/-> Ask .* embedded: \d+ bytes .*--embed-memory-tables/);
    const save = ['plan', 'export', '--stage', 'physical', '-e', sql, '-o', 'rows.dfplan'];
    expect(await run(save, at)).toMatchObject({ code: 1 });
    expect(await run([...save, '--embed-memory-tables', '--as', 'json'], at)).toMatchObject({ code: 2 });
    expect(await run([...save, '--embed-memory-tables'], at)).toMatchObject({ code: 0, stderr: '' });
    for (const kind of ['logical', 'optimized', 'physical']) {
      const done = await run(['plan', 'run', 'rows.dfplan', '--kind', kind], at);
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(done.stdout.toString()).toBe('n\n1\n2\n');
    }
  });

  it('reads a file, and nothing that it names', async () => {
    const at = place();
    await saved(at, 'SELECT n FROM t', 'plan.dfplan');
    rmSync(join(at.cwd, 'data.csv'));
    expect(await run(['plan', 'check', 'plan.dfplan'], at)).toMatchObject({ code: 0, stderr: '' });
    withManifest(join(at.cwd, 'plan.dfplan'), (manifest) => ({ ...manifest, datafusion: '54.0.0' }));
    const old = await run(['plan', 'check', 'plan.dfplan'], at);
    expect(old.code).toBe(3);
    expect(old.stdout.toString()).toContain('-> Plan it again from its SQL.');
  });
});

it('nothing in a plan file acts on the terminal', async () => {
  const at = place();
  const evil = '\u001b]0;owned\u0007\u202etxt';
  await saved(at, `SELECT n AS "${evil}" FROM t WHERE kind <> '${evil}'`, 'evil.dfplan');
  withManifest(join(at.cwd, 'evil.dfplan'), (manifest) => ({
    ...manifest,
    planarium: evil,
    settings: { [`datafusion.${evil}`]: evil },
    notSerialized: [{ kind: 'physical', node: evil, reason: evil }],
    redacted: [{ place: evil, name: evil }],
  }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
  for (const args of [
    ['plan', 'show', 'evil.dfplan'],
    ['plan', 'show', 'evil.dfplan', '--json'],
    ['plan', 'check', 'evil.dfplan'],
    ['plan', 'check', 'evil.dfplan', '--json'],
    ['plan', 'run', 'evil.dfplan', '--kind', 'physical'],
    ['plan', 'run', 'evil.dfplan', '--format', 'table'],
    ['plan', 'run', 'evil.dfplan', '--replan', '--format', 'table'],
  ]) {
    const { stdout, stderr } = await run(args, at);
    expect(`${args}: ${stdout}${stderr}`).not.toMatch(acting);
    expect(`${stdout}${stderr}`.length).toBeGreaterThan(10);
  }
});
