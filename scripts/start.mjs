/**
 * Sets up, builds and opens the workbench; files on the command line are opened
 * in it. Without a display it runs the sample journey under Xvfb instead, saves
 * its screenshots, and reports that the files are not opened.
 */
import { hasDisplay } from './lib/debian.mjs';
import { launchOf, namedFiles, unopened } from './lib/launch.mjs';
import { run } from './lib/run.mjs';
import { main, title, warn } from './lib/say.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const electron = await setup({ build: true });
  const files = namedFiles();
  if (!hasDisplay()) {
    const note = unopened(files);
    if (note) warn(note);
    const { journey } = await import('./journey.mjs');
    return journey();
  }
  title('Opening the workbench');
  const { command, args, env } = launchOf(electron, files);
  return run(command, args, { env });
});
