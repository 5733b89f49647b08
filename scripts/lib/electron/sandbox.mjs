import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stop, say } from '../say.mjs';

/** Command-line arguments about Chromium's sandbox: it cannot run as root, so root goes without and is told. */
export function sandboxArgs({ quiet = false } = {}) {
  if (process.platform !== 'linux' || process.getuid() !== 0) return [];
  if (!quiet) say("    running as root: Chromium's sandbox is off (--no-sandbox)");
  return ['--no-sandbox'];
}

/**
 * Everybody but root gets the sandbox: where the system forbids unprivileged
 * user namespaces, throws {@link Stop} with the remedy.
 */
export function requireSandbox(executable) {
  if (process.platform !== 'linux' || process.getuid() === 0) return;
  const helper = join(dirname(executable), 'chrome-sandbox');
  if (namespacesAllowed() || isSetuidRoot(helper)) return;
  throw new Stop(
    `this system does not let users make sandboxes (unprivileged user namespaces are off). Either allow them:
    sudo sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0
  (name only those that exist here), or install the sandbox helper:
    sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}

function namespacesAllowed() {
  return (
    kernelSetting('/proc/sys/kernel/unprivileged_userns_clone') !== '0' &&
    kernelSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== '1' &&
    kernelSetting('/proc/sys/user/max_user_namespaces') !== '0'
  );
}

function kernelSetting(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function isSetuidRoot(path) {
  try {
    const { uid, mode } = statSync(path);
    return uid === 0 && (mode & 0o4000) !== 0;
  } catch {
    return false;
  }
}
