import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from '../../scripts/lib/paths.mjs';
import { UserError } from '../../scripts/lib/say.mjs';

/** Timeout for one start and quit, in milliseconds. */
const TIMEOUT = 60_000;

/** The applications that are compared; `env` sets the folder of each one's profile. */
export const applications = {
  empty: {
    main: join(root, 'bench/empty-window/main.cjs'),
    marks: 'window',
    env: (home) => ({ EMPTY_WINDOW_HOME: home }),
  },
  workbench: {
    main: join(root, 'dist/main/index.cjs'),
    marks: 'workbench',
    env: (home) => ({ PLANARIUM_HOME: home }),
  },
};

/** Starts an application on a profile and resolves with its marks, in milliseconds since the spawn. */
export async function start({ main, marks, env }, { electron, home, display }) {
  const out = join(home, '..', `marks-${process.pid}.json`);
  rmSync(out, { force: true });
  const variables = { ...display, ...env(home), PROBE_TARGET: main, PROBE_OUT: out, PROBE_MARKS: marks };
  delete variables.ELECTRON_RUN_AS_NODE;
  const child = spawn(electron.path, [...electron.args, join(root, 'bench/probe')], {
    env: { ...variables, PROBE_START: String(performance.timeOrigin + performance.now()) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let messages = '';
  child.stderr.on('data', (text) => {
    messages += text;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (code !== 0)
    throw new UserError(`${marks} did not start and quit (code ${code}):\n${messages.slice(-2000)}`);
  return JSON.parse(readFileSync(out, 'utf8'));
}
