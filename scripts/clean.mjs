/**
 * Removes build output and prints the freed space. With `--all` also the user's
 * caches outside the clone: Rust's target folder, finished addons,
 * Electron binaries.
 */
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, cargoTarget, root } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';

await main(() => {
  const inClone = ['dist', 'release', 'artifacts'].map((name) => join(root, name));
  const outside = [...new Set([cargoTarget, join(cache, 'addon'), join(cache, 'electron')])];
  const all = process.argv.includes('--all');
  let freed = 0;
  for (const folder of all ? [...inClone, ...outside] : inClone) {
    if (!existsSync(folder)) continue;
    const bytes = sizeOf(folder);
    rmSync(folder, { recursive: true, force: true });
    say(`removed ${folder} (${megabytes(bytes)})`);
    freed += bytes;
  }
  say(`freed ${megabytes(freed)}`);
  if (!all) {
    for (const folder of outside.filter(existsSync))
      say(`kept ${folder} (${megabytes(sizeOf(folder))}); --all removes it`);
  }
});

function sizeOf(path) {
  const info = lstatSync(path);
  if (!info.isDirectory()) return info.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}
