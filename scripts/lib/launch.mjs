import { requireSandbox } from './electron/sandbox.mjs';
import { root } from './paths.mjs';

/**
 * What to start the built app with: the Electron that was found, its own arguments, ours, and a clean environment.
 * Throws `Stop` where the system does not let users make sandboxes.
 */
export function launchOf(electron, files, env = process.env) {
  requireSandbox(electron.path);
  const clean = { ...env };
  // Set by editors' terminals; it would turn Electron into a plain Node.
  delete clean.ELECTRON_RUN_AS_NODE;
  return { command: electron.path, args: [...electron.args, root, ...files], env: clean };
}
