import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say, UserError } from '../say.mjs';

/**
 * How Chromium's sandbox can be enabled. It cannot run as root, so root runs
 * without it; other users get it, by user namespaces or by the setuid root
 * helper; if the system allows neither, there is a remedy to print.
 *
 * @param {{platform: string, uid: number, namespaces: boolean, helper: string, helperIsSetuidRoot: boolean}} system
 * @returns {{sandbox: 'on'} | {sandbox: 'off', args: string[], note: string} | {sandbox: 'impossible', remedy: string}}
 */
export function judgeSandbox({ platform, uid, namespaces, helper, helperIsSetuidRoot }) {
  if (platform !== 'linux') return { sandbox: 'on' };
  if (uid === 0) {
    return {
      sandbox: 'off',
      args: ['--no-sandbox'],
      note: "running as root: Chromium's sandbox is off (--no-sandbox)",
    };
  }
  if (namespaces || helperIsSetuidRoot) return { sandbox: 'on' };
  return {
    sandbox: 'impossible',
    remedy: `this system does not let users make sandboxes (unprivileged user namespaces are off). Either allow them:
    sudo sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0
  (name only those that exist here), or install the sandbox helper:
    sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  };
}

/** Command-line arguments for the sandbox; a note says why root runs without one. */
export function sandboxArgs(executable, { quiet = false } = {}) {
  const judged = judgeSandbox(systemOf(executable));
  if (judged.sandbox !== 'off') return [];
  if (!quiet) say(`    ${judged.note}`);
  return judged.args;
}

/** Throws {@link UserError} with the remedy if the system does not allow this user a sandbox. */
export function requireSandbox(executable) {
  const judged = judgeSandbox(systemOf(executable));
  if (judged.sandbox === 'impossible') throw new UserError(judged.remedy);
}

function systemOf(executable) {
  const helper = join(dirname(executable), 'chrome-sandbox');
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    namespaces: namespacesAllowed(),
    helper,
    helperIsSetuidRoot: isSetuidRoot(helper),
  };
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
