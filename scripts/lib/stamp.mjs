import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from './paths.mjs';

const folder = join(dist, '.stamps');

/**
 * Runs `make` unless the same inputs made the outputs already. `key` is a hash
 * of everything that goes in. Resolves with whether it ran.
 */
export async function unlessMade(name, key, outputs, make) {
  const stamp = join(folder, name);
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, key);
  return true;
}

/** Lets the next {@link unlessMade} run, whatever its inputs. */
export function forget(name) {
  rmSync(join(folder, name), { force: true });
}
