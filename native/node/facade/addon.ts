import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Binding from '../generated/binding';

let loaded: typeof Binding | undefined;

/** The native addon, loaded at first use. */
export function addon(): typeof Binding {
  loaded ??= createRequire(import.meta.url)(addonPath()) as typeof Binding;
  return loaded;
}

/**
 * `PLANARIUM_ADDON`, else `dist/native/planarium.node` in the nearest folder
 * above this file that has one. Throws when there is none.
 */
export function addonPath(): string {
  const given = process.env.PLANARIUM_ADDON;
  if (given) return given;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'dist', 'native', 'planarium.node');
    if (existsSync(path)) return unpacked(path);
    if (folder === dirname(folder)) break;
  }
  throw new Error('The native addon is missing: run "npm run build", or name it in PLANARIUM_ADDON.');
}

/** The system's loader cannot read an archive: packaging puts the addon next to it. */
function unpacked(path: string): string {
  return path.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
}
