import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withDisplay } from '../display.mjs';
import { root } from '../paths.mjs';
import { tool } from '../programs.mjs';
import { run } from '../run.mjs';

/** Runs one project of playwright.config.ts on the built app, under Xvfb where there is no display. */
export async function playwrightSuite(project) {
  const report = join(root, 'artifacts/tests', `${project}.json`);
  mkdirSync(join(root, 'artifacts/tests'), { recursive: true });
  rmSync(report, { force: true });
  const code = await withDisplay((env) =>
    run(...tool('playwright', ['test', '--project', project, '--reporter=list,json']), {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    }),
  );
  if (!existsSync(report)) return { code: code || 1, passed: 0, failed: 0, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  return { code, passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}
