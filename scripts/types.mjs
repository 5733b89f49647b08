/** Checks types: one TypeScript project per process, so that each sees only its own globals, and one for the scripts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './lib/paths.mjs';
import { tool } from './lib/programs.mjs';
import { run } from './lib/run.mjs';
import { main } from './lib/say.mjs';

const projects = [
  'app/shared',
  'app/main',
  'app/cli',
  'app/preload',
  'app/renderer',
  'native/node',
  'scripts',
  'interop',
  'e2e',
  '.',
];

/**
 * The projects that files belong to.
 * @param {readonly string[]} files paths from the root
 */
export function projectsOf(files) {
  const sources = files.filter((file) => /\.[cm]?[jt]sx?$/.test(file));
  const projectOf = (file) =>
    file.startsWith('bench/')
      ? 'scripts'
      : (projects.find((project) => file.startsWith(`${project}/`)) ?? '.');
  return projects.filter((project) => sources.some((file) => projectOf(file) === project));
}

/** Resolves with the names of the projects that do not type-check. */
export async function checkTypes(only = projects) {
  const failed = [];
  for (const project of only) {
    if (!existsSync(join(root, project, 'tsconfig.json'))) continue;
    const pretty = String(process.stdout.isTTY === true);
    const code = await run(...tool('tsc', ['-p', project, '--pretty', pretty]));
    if (code !== 0) failed.push(project);
  }
  return failed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    const named = process.argv.slice(2);
    const failed = await checkTypes(named.length ? named : projects);
    if (failed.length) process.stderr.write(`types: errors in ${failed.join(', ')}\n`);
    return failed.length ? 1 : 0;
  });
}
