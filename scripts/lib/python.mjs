/**
 * The Python of the interop tests and benchmarks: PyPI's datafusion
 * with what interop/requirements.txt pins, in a virtual environment in the user's cache.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { cache, root } from './paths.mjs';
import { output, run, which } from './run.mjs';
import { status, title, UserError } from './say.mjs';

const requirements = join(root, 'interop/requirements.txt');
const oldest = [3, 11];
const bin = process.platform === 'win32' ? 'Scripts' : 'bin';
const suffix = process.platform === 'win32' ? '.exe' : '';

/** Path of a program of the environment at `folder`. */
const program = (folder, name) => join(folder, bin, name + suffix);

/** The first Python on PATH that is new enough, or null. `PLANARIUM_PYTHON` names another. */
function findPython() {
  const names = process.env.PLANARIUM_PYTHON ? [process.env.PLANARIUM_PYTHON] : ['python3', 'python'];
  for (const name of names) {
    const path = existsSync(name) ? name : which(name);
    const version = path && output(path, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])']);
    if (!version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return { path, version };
  }
  return null;
}

/** What to do where {@link python} resolves with null. */
export const remedy = `Python ${oldest.join('.')} or newer with its venv module is needed (Debian: apt-get install python3-venv); PLANARIUM_PYTHON names one that is not on PATH.`;

/**
 * Sets the environment up unless it is there for these requirements. Resolves with
 * the paths of its `python` and `tpchgen`, or null if there is no Python.
 * Throws {@link UserError} with the last words of pip when an installation fails.
 */
export async function python() {
  const found = findPython();
  if (!found) return null;
  const key = hashOf([requirements], [found.version, process.platform, process.arch]).slice(0, 16);
  const folder = join(cache, `python-${key}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    if (!(await install(found, folder))) return null;
    writeFileSync(complete, readFileSync(requirements));
  }
  return { python: program(folder, 'python'), tpchgen: program(folder, 'tpchgen-cli') };
}

/** False when this Python cannot make environments. */
async function install({ path, version }, folder) {
  title(`Setting up Python ${version} with PyPI's datafusion for the interop tests (about 100 MB)`);
  mkdirSync(cache, { recursive: true });
  // An environment stores its own path: it is created in its final place, and valid once it is complete.
  if (existsSync(folder)) {
    const stale = `${folder}.${process.pid}.stale`;
    renameSync(folder, stale);
    rmSync(stale, { recursive: true, force: true });
  }
  if ((await run(path, ['-m', 'venv', folder], { onLine: () => {} })) !== 0) return false;
  const last = [];
  const args = ['-m', 'pip', 'install', '--require-hashes', '--only-binary=:all:', '-r', requirements];
  const code = await run(program(folder, 'python'), [...args, '--disable-pip-version-check'], {
    onLine: (line) => {
      status(line.trim());
      last.push(line);
      if (last.length > 10) last.shift();
    },
  });
  if (code !== 0) {
    throw new UserError(
      `The Python packages of interop/requirements.txt could not be installed:\n${last.join('\n')}\n  Is a package registry within reach? Run \`node scripts/python.mjs\` again.`,
    );
  }
  return true;
}
