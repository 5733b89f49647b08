import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ServiceError } from '../main/services/serviceError';

/** The folder that contains dist/, from dist/cli/index.cjs. */
export const repository = resolve(__dirname, '..', '..');

/** The command that starts the workbench. */
export interface Launch {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/**
 * The command that opens the workbench with `files`; downloads an Electron first if there is none.
 *
 * @throws `execution_failed` with the remedy if this system cannot show a window
 */
export async function launchOf(files: readonly string[]): Promise<Launch> {
  const { hasDisplay } = await script<{ hasDisplay(): boolean }>('lib/debian.mjs');
  if (!hasDisplay()) {
    throw new ServiceError('execution_failed', 'There is no display to open the workbench on.', {
      hint: 'Start it in a desktop session (DISPLAY or WAYLAND_DISPLAY is set there), or work without a window:\n`planarium --help` lists the commands.',
    });
  }
  const { findElectron } = await script<{ findElectron(): Promise<unknown> }>('electron.mjs');
  const { launchOf } = await script<{ launchOf(electron: unknown, files: readonly string[]): Launch }>(
    'lib/launch.mjs',
  );
  const { UserError } = await script<{ UserError: new () => Error }>('lib/say.mjs');
  try {
    return launchOf(await findElectron(), files);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new ServiceError('execution_failed', 'The workbench cannot be opened here.', {
      hint: error.message,
    });
  }
}

/** The installed Electron, in the order of the search to open the workbench; undefined if there is none. */
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
    // Outside of a repository there are no scripts.
    return undefined;
  }
}

/** The repository's scripts are modules of their own and are not bundled. */
function script<T>(path: string): Promise<T> {
  return import(/* @vite-ignore */ pathToFileURL(join(repository, 'scripts', path)).href) as Promise<T>;
}
