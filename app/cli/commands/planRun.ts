import type { RowSource } from '../../main/engine/engine';
import { planKind } from '../../shared/planFile';
import type { Option } from '../args/option';
import type { Arguments } from '../args/parse';
import { parseRowOutput, rowOutputOptions } from '../args/rowOutput';
import { absolute, keyValue } from '../args/sources';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import { writeRows } from '../output/rows';
import { withSession } from '../session';
import { withConsentFlag } from './consent';
import { kindOption, onePlan } from './planFile';

const options: readonly Option[] = [
  kindOption,
  {
    name: 'rebind',
    value: 'NAME=PATH',
    multiple: true,
    help: 'Read table NAME from another file or folder',
  },
  { name: 'allow-changed', help: 'Run although files changed since the plan was saved' },
  ...rowOutputOptions,
];

export const planRun: Command = {
  words: ['plan', 'run'],
  usage: 'planarium plan run [options] FILE',
  summary:
    'Run a saved plan (.dfplan, or raw plan bytes) and write its rows. Plans that would\nwrite, or that need an extension, are refused with exit code 3.',
  options,

  async run(args, host) {
    const source = planSource(args);
    const output = parseRowOutput(args, host.stdout.isTerminal);
    try {
      await withSession({}, (engine) => writeRows(engine, source, output, host));
    } catch (error) {
      throw withConsentFlag(error);
    }
    return exitCode.ok;
  },
};

function planSource(args: Arguments): RowSource {
  const pairs = args.all('rebind').map((text) => keyValue(text, '--rebind', 'NAME=PATH'));
  const empty = pairs.find(([, path]) => path === '');
  if (empty) throw new UsageError(`--rebind ${empty[0]}= names no path.`);
  const kind = args.one('kind');
  return {
    plan: onePlan(args),
    rebind: Object.fromEntries(pairs.map(([name, path]) => [name, absolute(path)])),
    allowChanged: args.has('allow-changed'),
    ...(kind && { kind: planKind.parse(kind) }),
  };
}
