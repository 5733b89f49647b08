import { resolve } from 'node:path';
import { requireSandbox } from './electron/sandbox.mjs';
import { root } from './paths.mjs';

/**
 * What to start the built app with: the Electron that was found, its own arguments, ours, and a clean environment.
 * Throws `UserError` where the system does not let users make sandboxes.
 */
export function launchOf(electron, files, env = process.env) {
  requireSandbox(electron.path);
  const clean = { ...env };
  // Set by editors' terminals; it would turn Electron into a plain Node.
  delete clean.ELECTRON_RUN_AS_NODE;
  return { command: electron.path, args: [...electron.args, root, ...files], env: clean };
}

/** The files named on a script's command line. npm runs scripts in the package's folder and keeps the user's own in INIT_CWD. */
export function namedFiles(args = process.argv.slice(2), env = process.env) {
  return args.map((path) => resolve(env.INIT_CWD ?? process.cwd(), path));
}

/** What to tell whoever named files where there is no display to show them on; null when none were named. */
export function unopened(files) {
  if (files.length === 0) return null;
  return `there is no display, so that the sample journey runs without ${files.join(', ')}; \`npx planarium query -t NAME=PATH -e SQL\` and \`npx planarium plan show FILE\` need none`;
}
