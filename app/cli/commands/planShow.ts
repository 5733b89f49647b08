import { type PlanInspection, type PlanKind, planKind } from '../../shared/planFile';
import { printableBlock } from '../../shared/printable';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import type { Host } from '../host';
import { deliver } from '../output/deliver';
import { withPlan } from '../planInput';
import { withSession } from '../session';
import { planReport } from '../text/planReport';
import { kindOption, onePlan, withWayToBytes } from './planFile';
import { showBytes } from './planShowBytes';

export const planShow: Command = {
  words: ['plan', 'show'],
  brief: 'what a saved plan is and would do',
  usage: 'planarium plan show [options] (FILE | -)',
  summary:
    'Show what a saved plan is and what running it would read, write and call. All of\nit comes from the bytes of the plan that would run; nothing they name is touched.\n- reads it from standard input.',
  options: [
    kindOption,
    {
      name: 'bytes',
      help: 'Who wrote which bytes, and where decoding fails;\nalso for damaged files and files that are not plans',
    },
    { name: 'json', help: 'The same as one JSON object' },
  ],

  async run(args, host) {
    const file = onePlan(args);
    const kind = args.one('kind');
    const options = kind ? { kind: planKind.parse(kind) } : {};
    if (args.has('bytes')) return showBytes(file, options, args.has('json'), host);
    const inspection = await inspect(file, options, host).catch((error) => {
      throw withWayToBytes(error, file);
    });
    const text = args.has('json') ? `${JSON.stringify(inspection, null, 2)}\n` : planReport(inspection);
    const bytes = new TextEncoder().encode(printableBlock(text));
    await deliver(undefined, host.stdout, (target) => target.write(bytes));
    return exitCode.ok;
  },
};

function inspect(file: string, options: { kind?: PlanKind }, host: Host): Promise<PlanInspection> {
  return withPlan(file, host, ({ path, name }) =>
    withSession({}, async (engine) => ({
      ...(await engine.inspectPlan(path, options, host.signal)),
      path: name,
    })),
  );
}
