import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { lines, run } from './cli';

it('finds what is installed', async () => {
  const done = await run(['doctor']);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(lines(done)[0]).toBe(`ok  Node.js         ${process.versions.node}, ${process.execPath}`);
  expect(done.stdout.toString()).toMatch(
    /^ok {2}engine {10}Planarium \S+, DataFusion 55\.\S+, Arrow 59\.\S+$/m,
  );
});

it('fails when something needed cannot be used', async () => {
  const home = join(temporaryFolder(), 'file');
  writeFileSync(home, '');
  const done = await run(['doctor'], { home });
  expect(done.code).toBe(1);
  expect(done.stdout.toString()).toContain(`!!  home folder     ${home} is not a folder\n`);
  expect(done.stdout.toString()).toContain('Set PLANARIUM_HOME to a folder you may write to.');
});

it('prints the settings as statements that can be run again', async () => {
  const done = await run(['doctor', '--settings']);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  const sql = done.stdout.toString();
  expect(sql).toContain("SET datafusion.execution.batch_size = '16384';\n");
  const again = await run(['query', '-e', `${sql}; SHOW datafusion.execution.batch_size`, '--format', 'csv']);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout.toString()).toContain('datafusion.execution.batch_size,16384');
});
