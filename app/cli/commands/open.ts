import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../main/services/serviceError';
import type { Arguments } from '../args/parse';
import { localPath } from '../args/path';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import type { Host } from '../host';
import { type Launch, launchOf, repository } from '../repository';
import { commandList } from '../text/help';

/** The default command. Its help lists `commands`. */
export function openFiles(commands: readonly Command[]): Command {
  return {
    words: [],
    brief: 'open the workbench',
    usage: 'planarium [FILE...]',
    summary: 'Open the workbench, and the files in it: data as tables, .dfplan as plans.',
    options: [],
    notes: [commandList(commands), exitCodes],
    run: open,
  };
}

const exitCodes = `Exit codes:
  0  done
  1  a query, a plan or a file is wrong
  2  the command line is wrong
  3  blocked, or a consent is missing that the message names
  130  cancelled`;

async function open(args: Arguments, host: Host): Promise<number> {
  const files = args.positionals;
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) {
    throw new UsageError(
      `${missing} is neither a command nor a file.`,
      'planarium --help lists the commands.',
    );
  }
  if (!existsSync(join(repository, 'dist', 'main', 'index.cjs'))) {
    throw new ServiceError('file_missing', 'The workbench is not built.', {
      hint: 'Run `npm run build` in the repository.',
    });
  }
  return start(await launchOf(files.map(localPath)), host.signal);
}

/** Resolves with the exit code once the window is closed. */
function start({ command, args, env }: Launch, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env, signal });
    child.once('error', (error) => (signal.aborted ? resolve(exitCode.cancelled) : reject(error)));
    child.once('exit', (code) => resolve(code ?? exitCode.failed));
  });
}
