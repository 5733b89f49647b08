import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { run } from './cli';

const sql = `SELECT CAST(n AS decimal(15, 2)) * CAST('0.05' AS decimal(15, 2)) AS share,
    t + INTERVAL '1 month 2 days 3 hours' AS later
  FROM t
  WHERE n > 313.50 AND t < TIMESTAMP '2024-01-01 10:00:00' AND (n < 5.25 OR name = 'it''s')`;

const constants = [
  ' * 0.05',
  ' > 313.5',
  "TIMESTAMP '2024-01-01 10:00:00'",
  "'it''s'",
  "INTERVAL '1 month 2 days 3 hours'",
];

/** The lines of a tree that show expressions, without their branches. */
const expressionLines = (tree: string) =>
  tree
    .split('\n')
    .filter((line) => /(Filter|Projection) {2}/.test(line))
    .map((line) => line.replace(/^[ │├└─]*/, ''));

it('shows the constants of a saved plan like those of the plan that was saved', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'data.csv'), 'n,t,name\n1.5,2023-01-01T00:00:00,a\n500.25,2022-01-01T00:00:00,b\n');
  const text = async (...args: string[]) => {
    const done = await run(args, { cwd });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    return done.stdout.toString();
  };
  for (const stage of ['logical', 'optimized', 'physical']) {
    const of = ['plan', 'export', '-t', 't=data.csv', '-e', sql, '--stage', stage];
    const fresh = await text(...of, '--as', 'tree');
    await text(...of, '--as', 'bytes', '-o', 'plan.bin');
    const kind = stage === 'physical' ? ['--kind', 'physical'] : [];
    const shown = await text('plan', 'show', 'plan.bin', ...kind);
    expect(expressionLines(fresh).length).toBeGreaterThan(0);
    expect(expressionLines(shown)).toEqual(expressionLines(fresh));
    // Casts of text are constants from the optimizer on.
    if (stage === 'logical') continue;
    const json = await text('plan', 'show', 'plan.bin', '--json', ...kind);
    const nodes = JSON.parse(json).stage.nodes as { attributes: { value: string }[] }[];
    const values = nodes.flatMap(({ attributes }) => attributes.map(({ value }) => value)).join('\n');
    for (const constant of constants) expect(values).toContain(constant);
    expect(values).toContain('AND (');
  }
});
