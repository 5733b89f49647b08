import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder that holds dist/, from dist/cli/index.cjs. */
export const repository = resolve(__dirname, '..', '..');

export interface FoundElectron {
  path: string;
  version: string;
  /** What this user's system wants before the application's path. */
  args: string[];
}

/** Finds the Electron to run, fetching it first where there is none. */
export async function electronOf(): Promise<FoundElectron> {
  const { findElectron } = await script<{ findElectron(): Promise<FoundElectron> }>('electron.mjs');
  return findElectron();
}

/** The Electron that is there already, in the order of {@link electronOf}; undefined when there is none. */
export async function installedElectron(): Promise<string | undefined> {
  const own = process.env.PLANARIUM_ELECTRON;
  if (own) return existsSync(own) ? own : undefined;
  try {
    const { officialElectron } = await script<{ officialElectron(): string | null }>(
      'lib/electron/official.mjs',
    );
    const { shippedElectron } = await script<{ shippedElectron(): string | null }>(
      'lib/electron/shipped.mjs',
    );
    return officialElectron() ?? shippedElectron() ?? undefined;
  } catch {
    // Outside of a repository there are no scripts to ask.
    return undefined;
  }
}

/** The repository's scripts are modules of their own and are not bundled. */
function script<T>(path: string): Promise<T> {
  return import(/* @vite-ignore */ pathToFileURL(join(repository, 'scripts', path)).href) as Promise<T>;
}
