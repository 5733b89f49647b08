import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { bytesSummary } from '../../shared/bytes';
import { planInspection } from '../../shared/planFile';
import { run } from './cli';

const sql = 'SELECT kind, sum(n) AS total FROM t GROUP BY kind ORDER BY kind';

/** A folder with `data.csv` and, made from it, `sum.dfplan`. */
async function saved(stage = 'physical'): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'data.csv'), 'kind,n\na,1\nb,2\na,3\n');
  const args = ['plan', 'export', '-t', 't=data.csv', '-e', sql, '--stage', stage, '-o', 'sum.dfplan'];
  expect(await run(args, { cwd })).toMatchObject({ code: 0, stderr: '' });
  return cwd;
}

describe('plan export', () => {
  it('writes the stages as text', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'data.csv'), 'kind,n\na,1\n');
    const text = async (stage: string, form: string) => {
      const args = [
        'plan',
        'export',
        '-t',
        't=data.csv',
        '-e',
        'SELECT n FROM t',
        '--stage',
        stage,
        '--as',
        form,
      ];
      const done = await run(args, { cwd });
      expect(done).toMatchObject({ code: 0, stderr: '' });
      return done.stdout.toString();
    };
    expect(await text('logical', 'indent')).toMatch(/^Projection: t\.n\n {2}TableScan: t\n$/);
    expect(await text('optimized', 'indent')).toBe('TableScan: t projection=[n]\n');
    expect(await text('physical', 'indent')).toMatch(/^DataSourceExec: .*data\.csv.*projection=\[n\]/);
    expect(await text('logical', 'tree')).toMatch(/^\S.*\n└─ \S.*\n$/);
  });

  it('writes the same bytes into a pipe as into a file', async () => {
    const cwd = await saved();
    const args = ['plan', 'export', '-t', 't=data.csv', '-e', sql, '--as', 'bytes'];
    const piped = await run(args, { cwd });
    expect(await run([...args, '-o', 'plan.pb'], { cwd })).toMatchObject({ code: 0 });
    expect(piped.stdout.length).toBeGreaterThan(100);
    expect(readFileSync(join(cwd, 'plan.pb'))).toEqual(piped.stdout);
    const file = await run(['plan', 'export', '-t', 't=data.csv', '-e', sql], { cwd });
    expect(file.stdout.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  });
});

describe('plan export for other programs', () => {
  async function exported(...more: string[]) {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'data.csv'), 'kind,n\na,1\nb,2\n');
    return run(['plan', 'export', '-t', 't=data.csv', '-e', sql, ...more], { cwd });
  }

  it('writes the protobuf and the plan model as JSON', async () => {
    const proto = await exported('--as', 'protojson');
    expect(proto).toMatchObject({ code: 0, stderr: '' });
    expect(Object.keys(JSON.parse(proto.stdout.toString()))).toEqual(['sort']);
    const model = await exported('--as', 'json', '--stage', 'physical');
    const stage = JSON.parse(model.stdout.toString());
    expect(stage.kind).toBe('physical');
    expect(stage.nodes.map((node: { id: number }) => node.id)).toEqual([...stage.nodes.keys()]);
    expect(stage.nodes.at(-1).operator).toBe('DataSourceExec');
  });

  it('names the flag that includes the rows of a table in memory', async () => {
    const cwd = temporaryFolder();
    const memory = [
      'plan',
      'export',
      '-e',
      'CREATE TABLE m AS SELECT 1 AS a; SELECT * FROM m',
      '-o',
      'm.dfplan',
    ];
    const refused = await run(memory, { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('(--embed-memory-tables, ');
    expect(await run([...memory, '--embed-memory-tables'], { cwd })).toMatchObject({ code: 0 });
  });

  it('writes Substrait, or reports what it cannot represent', async () => {
    const done = await exported('--as', 'substrait');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout.toString('latin1')).toContain('datafusion');
    const physical = await exported('--as', 'substrait', '--stage', 'physical');
    expect(physical).toMatchObject({ code: 2, stdout: Buffer.alloc(0) });
    const cwd = temporaryFolder();
    const args = ['plan', 'export', '--as', 'substrait', '-e', 'SELECT unnest([1, 2])'];
    const refused = await run(args, { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^planarium: substrait_unsupported: .*UNNEST/);
  });
});

describe('plan show', () => {
  it('shows what a plan would read and write, as text and as JSON', async () => {
    const cwd = await saved();
    const text = (await run(['plan', 'show', 'sum.dfplan'], { cwd })).stdout.toString();
    expect(text).toContain(join(cwd, 'data.csv'));
    expect(text).toContain('Writes\n  none\n');
    expect(text).toContain(sql);
    const json = await run(['plan', 'show', 'sum.dfplan', '--kind', 'physical', '--json'], { cwd });
    const inspection = planInspection.parse(JSON.parse(json.stdout.toString()));
    expect(inspection).toMatchObject({ container: 'dfplan', kind: 'physical', refusal: null, writes: [] });
    expect(inspection.kinds).toEqual(['logical', 'optimized', 'physical']);
  });

  it('refuses files that are not plans', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'bad.dfplan'), 'PK\u0003\u0004 and no more');
    const done = await run(['plan', 'show', 'bad.dfplan'], { cwd });
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/^planarium: plan_file_/);
  });

  it.each(['show', 'run', 'check'])('plan %s says what is damaged, and how to see where', async (verb) => {
    const cwd = await saved();
    const whole = readFileSync(join(cwd, 'sum.dfplan'));
    writeFileSync(join(cwd, 'cut.dfplan'), whole.subarray(0, whole.length - 30));
    const { code, stderr } = await run(['plan', verb, 'cut.dfplan'], { cwd });
    expect(code).toBe(1);
    expect(stderr.split('\n')[0]).toMatch(/^planarium: plan_file_damaged: .*ZIP/);
    expect(stderr.split('\n')[1]).toMatch(/^ {2}invalid Zip archive/);
    expect(stderr).toMatch(/\n {2}planarium plan show --bytes cut\.dfplan points at the place\.\n$/);
  });

  it.each([['show'], ['show', '--bytes'], ['run'], ['check']])(
    'plan %s %s needs a file',
    async (...words) => {
      const cwd = temporaryFolder();
      const missing = await run(['plan', ...words, 'none.dfplan'], { cwd });
      expect(missing.code).toBe(1);
      expect(missing.stderr.split('\n').slice(0, 2)).toEqual([
        `planarium: file_missing: There is no file ${join(cwd, 'none.dfplan')}.`,
        '  Check the path; `planarium plan export -o FILE` saves a plan.',
      ]);
      mkdirSync(join(cwd, 'folder.dfplan'));
      const folder = await run(['plan', ...words, 'folder.dfplan'], { cwd });
      expect(folder.code).toBe(1);
      expect(folder.stderr).toMatch(
        /^planarium: file_unreadable: .*folder\.dfplan is a folder\.\n {2}Name a plan/,
      );
    },
  );
});

describe('plan show --bytes', () => {
  it('lists nodes, codecs and offsets, as text and as JSON', async () => {
    const cwd = await saved();
    const shown = await run(['plan', 'show', '--bytes', 'sum.dfplan'], { cwd });
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    const text = shown.stdout.toString();
    expect(text).toMatch(
      /^Nodes\n {2}offset +bytes +own +codec +operator\n {2} +0 +\d+ +\d+ +DataFusion +Sort$/m,
    );
    expect(text).toMatch(/by name +aggregate function sum$/m);
    const json = await run(['plan', 'show', '--bytes', '--json', 'sum.dfplan'], { cwd });
    const summary = bytesSummary.parse(JSON.parse(json.stdout.toString()));
    expect(summary.nodes.reduce((sum, { ownBytes }) => sum + ownBytes, 0)).toBe(summary.bytes);
  });

  it('shows broken and foreign bytes and the position of the fault, with exit code 1', async () => {
    const cwd = await saved();
    const args = ['plan', 'export', '-t', 't=data.csv', '-e', sql, '--as', 'bytes'];
    const whole = (await run(args, { cwd })).stdout;
    writeFileSync(join(cwd, 'cut.pb'), whole.subarray(0, 90));
    const cut = await run(['plan', 'show', '--bytes', 'cut.pb'], { cwd });
    expect(cut.code).toBe(1);
    expect(cut.stderr).toMatch(
      /^planarium: plan_file_damaged: .*\n {2}At byte \d+ \(0x[0-9a-f]+\), in sort\./,
    );
    expect(cut.stdout.toString()).toMatch(/Decoding fails\n {2}at +byte \d+/);
    writeFileSync(join(cwd, 'text.pb'), 'no plan, but some text\u001b[2J');
    const text = await run(['plan', 'show', '--bytes', 'text.pb'], { cwd });
    expect(text.code).toBe(1);
    expect(text.stdout.toString()).toContain('no plan');
    expect(text.stderr).toContain('At byte 0');
  });
});

describe('plan run', () => {
  const rows = 'kind,total\na,4\nb,2\n';

  it.each(['logical', 'optimized', 'physical'])('gives the rows of the %s plan', async (kind) => {
    const cwd = await saved();
    const done = await run(['plan', 'run', 'sum.dfplan', '--kind', kind], { cwd });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout.toString()).toBe(rows);
  });

  it('needs consent before it reads a changed file', async () => {
    const cwd = await saved();
    writeFileSync(join(cwd, 'data.csv'), 'kind,n\na,100\nb,200\n');
    const refused = await run(['plan', 'run', 'sum.dfplan'], { cwd });
    expect(refused).toMatchObject({ code: 3, stdout: Buffer.alloc(0) });
    expect(refused.stderr).toMatch(/^planarium: plan_source_changed: /);
    expect(refused.stderr).toContain('--allow-changed');
    const allowed = await run(['plan', 'run', 'sum.dfplan', '--allow-changed', '--kind', 'logical'], { cwd });
    expect(allowed.stdout.toString()).toBe('kind,total\na,100\nb,200\n');
  });

  it('reads a table from another path', async () => {
    const cwd = await saved();
    renameSync(join(cwd, 'data.csv'), join(cwd, 'moved.csv'));
    const missing = await run(['plan', 'run', 'sum.dfplan'], { cwd });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('--rebind NAME=PATH');
    const done = await run(['plan', 'run', 'sum.dfplan', '--rebind', 't=moved.csv'], { cwd });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout.toString()).toBe(rows);
  });
});
