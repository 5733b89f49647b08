/**
 * Takes screenshots of the built app on new profiles, under Xvfb if there is
 * no display: those of the documentation into docs/images/; with `--all` every
 * state of the window in both themes and two sizes into artifacts/gallery/, to
 * be checked after a visual change. Further arguments go to Playwright,
 * for example `--all -g "saved plans"`.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withDisplay } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { tool } from './lib/programs.mjs';
import { run } from './lib/run.mjs';
import { main, say, title } from './lib/say.mjs';

/** Resolves with 0 when every picture was taken. */
async function pictures() {
  const args = process.argv.slice(2);
  const all = args.includes('--all');
  const folder = all ? 'artifacts/gallery' : 'docs/images';
  const path = join(root, folder);
  title(`Taking the pictures of ${folder}/`);
  mkdirSync(path, { recursive: true });
  const rest = args.filter((arg) => arg !== '--all');
  const code = await withDisplay((env) =>
    run(...tool('playwright', ['test', '--project', all ? 'gallery' : 'pictures', ...rest]), {
      env: { ...env, PLANARIUM_PICTURES: path },
    }),
  );
  const taken = readdirSync(path).sort();
  if (all) say(`    ${folder}/ holds ${taken.length} pictures`);
  else for (const name of taken) say(`    ${folder}/${name}`);
  return code;
}

main(pictures);
