import { printable } from '../../shared/printable';
import { setStatement } from '../../shared/setting';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { addonFinding } from '../doctor/engine';
import type { Finding } from '../doctor/finding';
import { homeFinding, spillFinding } from '../doctor/folders';
import { machineFindings } from '../doctor/machine';
import { electronFinding, nodeFinding, rustFinding } from '../doctor/tools';
import { exitCode } from '../exitCode';
import { deliver } from '../output/deliver';
import { withSession } from '../session';

const marks = { ok: 'ok', absent: '--', broken: '!!' } as const;

export const doctor: Command = {
  words: ['doctor'],
  brief: 'versions, disk, memory, what is missing',
  usage: 'planarium doctor [options]',
  summary:
    'Show versions, disk and memory, and what is missing with how to get it. Exit code 1\nwhen something is missing that planarium needs (!!); -- marks what only some uses need.',
  options: [
    {
      name: 'settings',
      help: 'Print all settings of DataFusion as SET statements with\ntheir defaults instead',
    },
  ],

  async run(args, host) {
    const [extra] = args.positionals;
    if (extra !== undefined) throw new UsageError(`doctor takes no arguments; remove ${extra}.`);
    if (args.has('settings')) {
      const bytes = new TextEncoder().encode(await settingLines());
      await deliver(undefined, host.stdout, (target) => target.write(bytes));
      return exitCode.ok;
    }
    const findings: Finding[] = [
      nodeFinding(),
      ...addonFinding(),
      ...machineFindings(),
      await spillFinding(),
      await homeFinding(),
      await electronFinding(),
      await rustFinding(),
    ];
    const bytes = new TextEncoder().encode(findings.map(lines).join(''));
    await deliver(undefined, host.stdout, (target) => target.write(bytes));
    return findings.some(({ state }) => state === 'broken') ? exitCode.failed : exitCode.ok;
  },
};

/** Each setting as the statement that sets it, in a comment what it means and where it has no value. */
async function settingLines(): Promise<string> {
  const settings = await withSession({}, async (engine) => engine.settings());
  const texts = settings.map(({ name, value, description, atStart }) => {
    const comment = `-- ${printable(description)}${atStart ? ' Chosen when a session starts.' : ''}\n`;
    const statement = `${printable(setStatement(name, value ?? ''))};\n`;
    return `${comment}${value === null || atStart ? '-- ' : ''}${statement}`;
  });
  return texts.join('\n');
}

function lines({ state, name, value, remedy }: Finding): string {
  const first = `${marks[state]}  ${name.padEnd(14)}  ${printable(value)}\n`;
  return remedy ? `${first}${' '.repeat(20)}${printable(remedy)}\n` : first;
}
