import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from './paths.mjs';

const folder = join(dist, '.stamps');

/**
 * Runs `make` unless the outputs exist and were built from the same inputs. `key`
 * is a hash of all inputs. Resolves with whether it ran.
 */
export async function buildIfStale(name, key, outputs, make) {
  const stamp = join(folder, name);
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, key);
  return true;
}

/** Makes the next {@link buildIfStale} run even with the same inputs. */
export function forget(name) {
  rmSync(join(folder, name), { force: true });
}
