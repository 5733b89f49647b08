import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * Every file at or below the paths (relative to the repository), sorted; paths that do not exist are skipped.
 *
 * @param {readonly string[]} paths
 * @param {{ except?: (path: string) => boolean }} [options]
 * @returns {string[]}
 */
export function filesBelow(paths, { except = () => false } = {}) {
  const found = [];
  const visit = (path) => {
    if (except(path) || !existsSync(path)) return;
    if (!statSync(path).isDirectory()) found.push(path);
    else for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  for (const path of paths) visit(join(root, path));
  return found;
}

/**
 * SHA-256 (hex) over the names and contents of the files and over `extra` words.
 *
 * @param {readonly string[]} files
 * @param {readonly string[]} extra
 */
export function hashOf(files, extra = []) {
  const hash = createHash('sha256');
  for (const path of files) {
    const content = readFileSync(path);
    hash.update(`${relative(root, path)}\0${content.length}\0`).update(content);
  }
  for (const word of extra) hash.update(`${word}\0`);
  return hash.digest('hex');
}
