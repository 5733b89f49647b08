import { resolve } from 'node:path';
import { requireSandbox } from './electron/sandbox.mjs';
import { root } from './paths.mjs';

/**
 * How to start the built app: the Electron that was found, its arguments, ours, and a clean environment.
 * Throws `UserError` if the system does not allow users a sandbox.
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

/** The message for a user who gave files without a display; null if none were given. */
export function unopened(files) {
  if (files.length === 0) return null;
  return `there is no display, so that the sample journey runs without ${files.join(', ')}; \`npx planarium query -t NAME=PATH -e SQL\` and \`npx planarium plan show FILE\` need none`;
}
