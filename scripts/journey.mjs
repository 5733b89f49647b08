/**
 * Drives the built app through the sample journey, under Xvfb where there is no
 * display. Prints its steps and saves screenshots in artifacts/journey/.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDisplay } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { tool } from './lib/programs.mjs';
import { run } from './lib/run.mjs';
import { main, say, title, warn } from './lib/say.mjs';

const folder = join(root, 'artifacts', 'journey');

/** Resolves with 0 when every step of the journey worked. */
export async function journey() {
  title('Driving the sample journey; its pictures go to artifacts/journey/');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['test', '--project', 'journey', '--reporter', './e2e/journey/reporter.ts'];
  const code = await withDisplay((env) =>
    run(...tool('playwright', args), { env: { ...env, PLANARIUM_JOURNEY: folder } }),
  );
  const pictures = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.png')) : [];
  for (const name of pictures.sort()) say(`    artifacts/journey/${name}`);
  if (pictures.length === 0) warn('the journey left no screenshot');
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(journey);
