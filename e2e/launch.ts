import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { Workbench } from './pages/workbench';

const root = join(__dirname, '..');

export interface LaunchOptions {
  /** The user's folder. */
  home: string;
  /** Files given on the command line. */
  files?: string[];
}

/** A running workbench. */
export interface Running {
  app: ElectronApplication;
  page: Page;
  bench: Workbench;
}

/** Starts the built app on a real Electron and waits until its tables are listed. */
export async function launch(options: LaunchOptions): Promise<Running> {
  const app = await _electron.launch(await commandOf(options));
  const page = await app.firstWindow();
  const bench = new Workbench(app, page);
  await bench.ready();
  return { app, page, bench };
}

/** Starts the built app as a separate process, not controlled by Playwright. */
export async function start(options: LaunchOptions): Promise<ChildProcess> {
  const { executablePath, args, env } = await commandOf(options);
  return spawn(executablePath, args, { env, stdio: 'ignore' });
}

async function commandOf({ home, files = [] }: LaunchOptions) {
  // Imported here: Playwright would turn a static import into CommonJS, which cannot load a module.
  const { findElectron } = await import('../scripts/electron.mjs');
  const electron = await findElectron({ quiet: true });
  return {
    executablePath: electron.path,
    args: [...electron.args, root, ...files],
    env: { ...(process.env as Record<string, string>), PLANARIUM_HOME: home },
  };
}
