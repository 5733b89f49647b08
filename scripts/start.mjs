/**
 * Sets up, builds and opens the workbench; files on the command line are opened
 * in it. Where there is no display the sample journey is driven under Xvfb
 * instead and leaves its screenshots.
 */
import { resolve } from 'node:path';
import { hasDisplay } from './lib/debian.mjs';
import { launchOf } from './lib/launch.mjs';
import { run } from './lib/run.mjs';
import { main, title } from './lib/say.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const electron = await setup({ build: true });
  if (!hasDisplay()) {
    const { journey } = await import('./journey.mjs');
    return journey();
  }
  title('Opening the workbench');
  // npm runs scripts in the package's folder and keeps the user's own in INIT_CWD.
  const files = process.argv.slice(2).map((path) => resolve(process.env.INIT_CWD ?? process.cwd(), path));
  const { command, args, env } = launchOf(electron, files);
  return run(command, args, { env });
});
