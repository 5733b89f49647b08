/**
 * Command lines of npm and of the programs that it installs. Each is a script that this Node runs:
 * their wrappers on Windows (npm.cmd, tsc.cmd) only start through a shell, which splits a path with
 * a space into two arguments.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { which } from './run.mjs';
import { UserError } from './say.mjs';

/** Packages whose name differs from their program's. */
const packages = { biome: '@biomejs/biome', playwright: '@playwright/test', tsc: 'typescript' };

const npmScript = 'node_modules/npm/bin/npm-cli.js';

/**
 * Command and arguments, for `run` and similar functions, that start a program of this project's packages.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {string} folder the node_modules folder it is in
 * @returns {[command: string, args: string[]]}
 */
export function tool(name, args, folder = join(root, 'node_modules')) {
  const home = join(folder, packages[name] ?? name);
  if (!existsSync(home)) throw new UserError(`${home} is missing; run \`npm ci\``);
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return [process.execPath, [join(home, typeof bin === 'string' ? bin : bin[name]), ...args]];
}

/**
 * Command and arguments, for `run` and similar functions, that start npm.
 *
 * @param {string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function npm(args) {
  const script = npmScriptOf({
    execPath: process.execPath,
    running: process.env.npm_execpath,
    found: which('npm'),
  });
  if (script) return [process.execPath, [script, ...args]];
  // The npm of a version manager, which is a program and not npm's script.
  if (which('npm') && process.platform !== 'win32') return ['npm', args];
  throw new UserError('npm was not found beside Node; start this with `npm run`');
}

/**
 * Path of npm's script: of the npm that runs this (`running`), else of the one that came with Node
 * (`execPath`), else of the npm on PATH (`found`). Null if there is none.
 *
 * @param {{ execPath: string, running?: string | undefined, found: string | null }} places
 */
export function npmScriptOf({ execPath, running, found }) {
  const candidates = [
    running,
    join(dirname(execPath), npmScript),
    join(dirname(execPath), '../lib', npmScript),
    found && join(dirname(found), npmScript),
    found && realpathSync(found),
  ];
  // This may be run by another package manager, or npx.
  return candidates.find((path) => path && basename(path) === 'npm-cli.js' && existsSync(path)) ?? null;
}
