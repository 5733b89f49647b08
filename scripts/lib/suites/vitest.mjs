import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { tool } from '../programs.mjs';
import { run } from '../run.mjs';

/** Runs one project of vitest.config.mts. */
export async function vitestSuite(project) {
  const report = join(root, 'artifacts/tests', `${project}.json`);
  mkdirSync(join(root, 'artifacts/tests'), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const code = await run(...tool('vitest', args));
  if (!existsSync(report)) return { code: code || 1, passed: 0, failed: 0, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return { code, passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}
