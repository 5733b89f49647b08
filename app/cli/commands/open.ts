import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../main/services/failure';
import { absolute } from '../args/sources';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import { electronOf, repository } from '../repository';

export const open: Command = {
  words: [],
  usage: 'planarium [FILE...]',
  summary: 'Open the workbench, and the files in it: data as tables, .dfplan as plans.',
  options: [],
  notes: [
    `Commands:
  planarium query        run SQL, write rows
  planarium plan export  plan SQL, write the plan
  planarium plan show    what a saved plan is and would do
  planarium plan run     run a saved plan, write rows
  planarium doctor       versions, disk, memory, what is missing

planarium COMMAND --help tells more.`,
    `Exit codes:
  0  done
  1  a query, a plan or a file is wrong
  2  the command line is wrong
  3  blocked, or a consent is missing that the message names
  130  cancelled`,
  ],

  async run(args, host) {
    const files = args.positionals;
    const missing = files.find((file) => !existsSync(file));
    if (missing !== undefined) {
      throw new UsageError(
        `${missing} is neither a command nor a file.`,
        'planarium --help lists the commands.',
      );
    }
    if (!existsSync(join(repository, 'dist', 'main', 'index.cjs'))) {
      throw new Failure('file_missing', 'The workbench is not built.', {
        hint: 'Run `npm run build` in the repository.',
      });
    }
    const electron = await electronOf();
    return start(electron.path, [...electron.args, repository, ...files.map(absolute)], host.signal);
  },
};

/** Resolves with the exit code once the window is closed. */
function start(program: string, args: string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', signal });
    child.once('error', (error) => (signal.aborted ? resolve(exitCode.cancelled) : reject(error)));
    child.once('exit', (code) => resolve(code ?? exitCode.failed));
  });
}
