import type { Engine, RowSource } from '../../main/engine/engine';
import { ApprovalService } from '../../main/services/approvalService';
import { secretsFromEnvironment } from '../../main/services/secretsFromEnvironment';
import { homeFolder } from '../../main/storage/home';
import { lineDiff } from '../../shared/lineDiff';
import { planKind } from '../../shared/planFile';
import type { Option } from '../args/option';
import type { Arguments } from '../args/parse';
import { isOutputOption, outputOption, parseRowOutput, rowOutputOptions } from '../args/rowOutput';
import { namedPath } from '../args/sources';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import type { Host } from '../host';
import { writeRows } from '../output/rows';
import { withPlan } from '../planInput';
import { withSession } from '../session';
import { withConsentFlag } from './consent';
import { kindOption, onePlan, withWayToBytes } from './planFile';

const options: readonly Option[] = [
  kindOption,
  {
    name: 'rebind',
    value: 'NAME=PATH',
    multiple: true,
    help: 'Read table NAME from another file or folder',
  },
  { name: 'allow-changed', help: 'Run although files changed since the plan was saved' },
  {
    name: 'allow-write',
    help: 'Run although the plan may do more than read: write files,\nchange the session, run the code of an extension',
  },
  {
    name: 'remember',
    help: 'With --allow-write: always allow this exact plan, in the\nwindow too, until that is revoked',
  },
  { name: 'forget', help: 'Revoke the approval of these bytes first' },
  {
    name: 'replan',
    help: "Plan the file's SQL again, show how the plan differs on\nstandard error, and run the new one",
  },
  ...rowOutputOptions,
  outputOption,
];

type PlanSource = Exclude<RowSource, string>;

export const planRun: Command = {
  words: ['plan', 'run'],
  brief: 'run a saved plan, write rows',
  usage: 'planarium plan run [options] (FILE | -)',
  summary:
    'Run a saved plan (.dfplan, or raw plan bytes; - is standard input) and write its rows. A plan that does\nmore than read runs only with --allow-write, else it is refused with exit code 3.',
  options,
  notes: [
    'A plan that was saved without its credentials takes them from the environment\nvariables PLANARIUM_SECRET_*, which `planarium plan show` names.',
  ],

  async run(args, host) {
    if (args.has('remember') && !args.has('allow-write'))
      throw new UsageError('--remember belongs to --allow-write.');
    if (args.has('remember') && args.has('replan'))
      throw new UsageError('--remember approves saved bytes; --replan makes others.');
    const file = onePlan(args);
    const choices = planChoices(args);
    const output = parseRowOutput(args, host.stdout.isTerminal);
    checkOptions(args);
    try {
      await withPlan(file, host, ({ path }) =>
        withSession({}, async (engine) => {
          const source = await allowed(engine, { plan: path, ...choices }, args, host);
          await writeRows(engine, source, output, host);
        }),
      );
    } catch (error) {
      throw withWayToBytes(withConsentFlag(error), file);
    }
    return exitCode.ok;
  },
};

/** @throws UsageError for an `--opt` of a table: plans bring their own */
function checkOptions(args: Arguments): void {
  const other = args.all('opt').find((text) => !isOutputOption(text));
  if (other !== undefined)
    throw new UsageError(`--opt ${other} does not have the form KEY=VALUE.`, 'It is for the output format.');
}

/** How the plan is to be run. */
function planChoices(args: Arguments): Omit<PlanSource, 'plan'> {
  const kind = args.one('kind');
  return {
    rebind: Object.fromEntries(args.all('rebind').map((text) => namedPath(text, '--rebind'))),
    allowChanged: args.has('allow-changed'),
    allowWrite: args.has('allow-write'),
    secrets: secretsFromEnvironment(),
    ...(kind && { kind: planKind.parse(kind) }),
  };
}

/** The source with what the user's approvals and `--replan` add to it. */
async function allowed(engine: Engine, source: PlanSource, args: Arguments, host: Host): Promise<PlanSource> {
  if (args.has('replan')) return replanned(engine, source, host);
  const asked = args.has('forget') || args.has('remember');
  const shown = await engine.inspectPlan(source.plan, source.kind ? { kind: source.kind } : {}, host.signal);
  if (!shown.consent && !asked) return source;
  const approvals = new ApprovalService(homeFolder());
  if (args.has('forget')) await approvals.revoke(shown.sha256);
  if (args.has('remember')) await approvals.allow(shown);
  // Binding a table to another file changes the approved bytes.
  const sameBytes = Object.keys(source.rebind ?? {}).length === 0;
  const allowWrite = source.allowWrite || (sameBytes && (await approvals.has(shown.sha256, shown.kind)));
  return { ...source, kind: shown.kind, sha256: shown.sha256, allowWrite };
}

async function replanned(engine: Engine, source: PlanSource, host: Host): Promise<PlanSource> {
  const { kind, rebind, secrets } = source;
  const options = { ...(kind && { kind }), ...(rebind && { rebind }), ...(secrets && { secrets }) };
  const { saved, fresh, sha256 } = await engine.replan(source.plan, options, host.signal);
  if (saved === fresh) host.log('planarium: re-planned; the plan is the same');
  else {
    host.log('planarium: re-planned; - is the saved plan, + the new one');
    for (const { sign, text } of lineDiff(saved, fresh)) host.log(`${sign} ${text}`);
  }
  return { ...source, replanned: sha256 };
}
