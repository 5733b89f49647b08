/**
 * Takes the pictures of the documentation from the built app on a fresh
 * profile, under Xvfb where there is no display, and writes them to docs/images/.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withDisplay } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { npmBin, run } from './lib/run.mjs';
import { main, say, title } from './lib/say.mjs';

const folder = join(root, 'docs', 'images');

/** Resolves with 0 when every picture was taken. */
async function pictures() {
  title('Taking the pictures of docs/images/');
  mkdirSync(folder, { recursive: true });
  const code = await withDisplay((env) =>
    run(npmBin('playwright'), ['test', '--project', 'pictures'], {
      env: { ...env, PLANARIUM_PICTURES: folder },
      shell: process.platform === 'win32',
    }),
  );
  for (const name of readdirSync(folder).sort()) say(`    docs/images/${name}`);
  return code;
}

main(pictures);
