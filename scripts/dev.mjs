/**
 * Rebuilds what changes and restarts the workbench: the four bundles through
 * Vite's watcher, the addon when a Rust file changes.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildAddon } from './lib/addon.mjs';
import { watchBundle } from './lib/bundles.mjs';
import { hasDisplay } from './lib/debian.mjs';
import { launchOf, namedFiles } from './lib/launch.mjs';
import { root } from './lib/paths.mjs';
import { main, say, title, UserError, warn } from './lib/say.mjs';
import { setup } from './setup.mjs';

/** Milliseconds of quiet after a change before the app restarts: one save often touches several bundles. */
const quiet = 300;

await main(async () => {
  const electron = await setup({ build: true });
  if (!hasDisplay()) throw new UserError('there is no display; try `xvfb-run -a npm run dev`');
  const { command, args, env } = launchOf(electron, namedFiles());
  let child = null;
  let timer = null;
  let restarting = false;

  const start = () => {
    child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
    child.once('exit', (code) => {
      if (!restarting) process.exit(code ?? 1);
      restarting = false;
      start();
    });
  };
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (restarting || !child) return;
      restarting = true;
      child.kill();
    }, quiet);
  };

  for (const name of ['main', 'preload', 'renderer']) await watchBundle(name, restart);
  title('Watching app/ and native/; close the window to end');
  start();

  let building = Promise.resolve();
  watch(join(root, 'native'), { recursive: true }, (_event, file) => {
    if (!/\.(rs|toml)$/.test(file ?? '')) return;
    building = building.then(buildAddon).then(restart, (error) => warn(error.message));
  });
  process.once('SIGINT', () => {
    say('');
    process.exit(130);
  });
  await new Promise(() => {});
});
