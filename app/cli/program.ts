import { parseCommand } from './args/parse';
import { UsageError } from './args/usageError';
import type { Command } from './command';
import { doctor } from './commands/doctor';
import { openFiles } from './commands/open';
import { planCheck } from './commands/planCheck';
import { planExport } from './commands/planExport';
import { planRun } from './commands/planRun';
import { planShow } from './commands/planShow';
import { query } from './commands/query';
import { exitCode } from './exitCode';
import type { Host } from './host';
import type { Sql } from './input';
import { ClosedPipe } from './output/target';
import { report } from './report';
import { helpText } from './text/help';
import { version } from './version';

export const commands: readonly Command[] = [query, planExport, planCheck, planShow, planRun, doctor];

/** The default command. */
const open = openFiles(commands);

/** Runs the command line `argv`, without the program's name, and returns the exit code. Never throws. */
export async function runProgram(argv: readonly string[], host: Host): Promise<number> {
  let sql: Sql | undefined;
  try {
    const command = find(argv);
    const args = parseCommand(argv.slice(command.words.length), command.options);
    if (args.has('help')) return await print(host, helpText(command));
    if (args.has('version')) return await print(host, `planarium ${version}\n`);
    return await command.run(args, host, (text) => {
      sql = text;
    });
  } catch (thrown) {
    if (host.signal.aborted) return exitCode.cancelled;
    const { lines, code } = report(thrown, sql);
    for (const line of lines) host.log(line);
    return code;
  }
}

async function print(host: Host, text: string): Promise<number> {
  try {
    await host.stdout.text(text);
  } catch (error) {
    if (!(error instanceof ClosedPipe)) throw error;
  }
  return exitCode.ok;
}

function find(argv: readonly string[]): Command {
  const named = commands.find(({ words }) => words.every((word, place) => argv[place] === word));
  if (named) return named;
  if (argv[0] !== 'plan') return open;
  const verbs = commands.filter(({ words }) => words[0] === 'plan').map(({ words }) => words[1]);
  // `plan --help` and `plan --version` are those of the program.
  if (argv[1]?.startsWith('-')) return { ...open, words: ['plan'] };
  throw new UsageError(
    argv[1] ? `There is no command plan ${argv[1]}.` : 'plan needs a command.',
    `It is one of ${verbs.map((verb) => `plan ${verb}`).join(', ')}.`,
  );
}
