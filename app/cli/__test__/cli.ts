import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { vi } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';

// Starting processes takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const repository = resolve(__dirname, '../../..');
const program = join(repository, 'bin', 'planarium.js');

export interface Outcome {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

interface Surroundings {
  cwd?: string;
  home?: string;
  /** Undefined removes a variable. */
  env?: NodeJS.ProcessEnv;
}

/** Starts the built command as a separate process, with a separate home folder. */
export function start(args: string[], options: Surroundings = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, ...args], { cwd: options.cwd, env: environment(options) });
}

function environment(options: Surroundings): NodeJS.ProcessEnv {
  if (!existsSync(join(repository, 'dist', 'cli', 'index.cjs'))) throw new Error('run `npm run build` first');
  return {
    ...process.env,
    PLANARIUM_HOME: options.home ?? temporaryFolder(),
    NODE_OPTIONS: '',
    ...options.env,
  };
}

/** Runs it to its end; `input` is its standard input. */
export async function run(
  args: string[],
  options: Surroundings & { input?: string | Uint8Array } = {},
): Promise<Outcome> {
  const child = start(args, options);
  child.stdin.end(options.input ?? '');
  return outcome(child);
}

/** Runs it to its end with its standard output sent to the file or device `path`. */
export async function runInto(path: string, args: string[]): Promise<Outcome> {
  const file = openSync(path, 'w');
  try {
    const stdio = ['ignore', file, 'pipe'] as const;
    return await outcome(
      spawn(process.execPath, [program, ...args], { env: environment({}), stdio: [...stdio] }),
    );
  } finally {
    closeSync(file);
  }
}

/** The result of a command. */
export async function outcome(child: ChildProcess): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk) => stdout.push(chunk));
  child.stderr?.on('data', (chunk) => stderr.push(chunk));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
}

/** The text of the lines of standard output. */
export function lines({ stdout }: Outcome): string[] {
  return stdout.toString().trimEnd().split('\n');
}
