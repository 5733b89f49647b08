import { root } from './paths.mjs';

/** What to start the built app with: the Electron that was found, its own arguments, ours, and a clean environment. */
export function launchOf(electron, files, env = process.env) {
  const clean = { ...env };
  // Set by editors' terminals; it would turn Electron into a plain Node.
  delete clean.ELECTRON_RUN_AS_NODE;
  return { command: electron.path, args: [...electron.args, root, ...files], env: clean };
}
