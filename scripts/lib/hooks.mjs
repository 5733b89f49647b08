/** The git hook that checks what is staged before each commit. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { root } from './paths.mjs';
import { output } from './run.mjs';
import { UserError } from './say.mjs';

/** This line identifies a hook as ours. */
const MARK = '# Installed by `npm run hooks`; remove it with `npm run hooks -- --remove`.';

const HOOK = `#!/bin/sh
${MARK}
# A commit of an older version may have no checks.
[ -f scripts/pre-commit.mjs ] || exit 0
exec node scripts/pre-commit.mjs
`;

/**
 * Installs the hook, or does nothing if it is installed. Returns its path.
 * Throws {@link UserError} if another hook is installed.
 */
export function installHook(folder = root) {
  const path = hookPath(folder);
  if (existsSync(path) && !isOurs(path)) {
    throw new UserError(
      `${path} exists already. Add \`node scripts/pre-commit.mjs\` to it, or remove it first.`,
    );
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, HOOK);
  chmodSync(path, 0o755);
  return path;
}

/** Removes the hook if it is ours. Returns whether it existed. */
export function removeHook(folder = root) {
  const path = hookPath(folder);
  if (!existsSync(path) || !isOurs(path)) return false;
  rmSync(path);
  return true;
}

/** @param {string} path */
function isOurs(path) {
  return readFileSync(path, 'utf8').includes(MARK);
}

/** Where git looks for the hook: `core.hooksPath` and linked work trees have it elsewhere. @param {string} folder */
function hookPath(folder) {
  const path = output('git', ['rev-parse', '--git-path', 'hooks/pre-commit'], { cwd: folder });
  if (!path) throw new UserError(`${folder} is not a git repository`);
  return resolve(folder, path);
}
