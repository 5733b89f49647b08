import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { planInspection } from '../../shared/planFile';
import { run } from './cli';
import { field, inside } from './planBytes';

const verdicts = readFileSync(resolve(__dirname, '../../../docs/plan-verdicts.md'), 'utf8');

/** The operators of `message` that need consent: number, name and verdict. */
function asking(message: string): [number: number, name: string, does: string][] {
  const section = verdicts.split(`### ${message}\n`)[1]?.split('\n##')[0] ?? '';
  return [...section.matchAll(/^\| (\d+) \| `(\w+)` \| asks: (.*) \|$/gm)].map(([, number, name, does]) => [
    Number(number),
    name ?? '',
    does ?? '',
  ]);
}

const operators = [
  ...asking('LogicalPlanNode').map((row) => ['logical', 'LogicalPlanNode', ...row] as const),
  ...asking('PhysicalPlanNode').map((row) => ['physical', 'PhysicalPlanNode', ...row] as const),
];

it('finds the operators that need consent', () => {
  expect(operators.map(([, , , name]) => name)).toEqual(
    expect.arrayContaining(['copy_to', 'dml', 'create_view', 'prepare', 'extension', 'parquet_sink']),
  );
});

it.each(operators)('%s plan, %s field %i (%s) is shown and not run', async (kind, _, number, _name, does) => {
  const cwd = temporaryFolder();
  // Below a UNION, where the outermost operator only reads.
  writeFileSync(join(cwd, 'plan.pb'), inside([19, 1], field(number)));
  const shown = await run(['plan', 'show', 'plan.pb', '--kind', kind, '--json'], { cwd });
  expect(shown.code).toBe(0);
  const { asks, consent } = planInspection.parse(JSON.parse(shown.stdout.toString()));
  const effect = does.startsWith('runs code')
    ? 'runsForeignCode'
    : does === 'writes'
      ? 'writes'
      : 'changesSession';
  expect(asks).toMatchObject([{ effect }]);
  expect(consent?.code).toBe('plan_writes');
  const ran = await run(['plan', 'run', 'plan.pb', '--kind', kind], { cwd });
  expect(ran).toMatchObject({ code: 3, stdout: Buffer.alloc(0) });
  // Without its codec the part of an extension cannot be read at all.
  const code = effect === 'runsForeignCode' ? 'plan_extension_needed' : 'plan_writes';
  expect(ran.stderr).toContain(`planarium: ${code}: `);
});

it('refuses a field of a newer format, and reading needs no consent', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'newer.pb'), inside([19, 1], field(99, 'new')));
  for (const kind of ['logical', 'physical'])
    for (const flags of [[], ['--allow-write']]) {
      const ran = await run(['plan', 'run', 'newer.pb', '--kind', kind, ...flags], { cwd });
      expect(ran).toMatchObject({ code: 3, stdout: Buffer.alloc(0) });
      expect(ran.stderr).toContain('plan_version_differs: The plan comes from a newer format');
      // Bytes have no SQL to re-plan.
      expect(ran.stderr).not.toContain('--replan');
    }
  const sql = 'EXPLAIN ANALYZE SELECT 1 AS a';
  const target = join(cwd, 'out.csv');
  const made = await run(['plan', 'export', '-e', sql, '--as', 'bytes', '-o', 'reads.pb'], { cwd });
  expect(made).toMatchObject({ code: 0 });
  expect(await run(['plan', 'run', 'reads.pb'], { cwd })).toMatchObject({ code: 0 });
  const writes = `EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO '${target}' STORED AS CSV`;
  await run(['plan', 'export', '-e', writes, '--as', 'bytes', '-o', 'writes.pb'], { cwd });
  const ran = await run(['plan', 'run', 'writes.pb'], { cwd });
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('plan_writes');
  expect(existsSync(target)).toBe(false);
});
