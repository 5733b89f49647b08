import { fileKind } from '../../shared/fileKind';
import { planKind } from '../../shared/planFile';
import type { Preflight } from '../../shared/preflight';
import { printableBlock } from '../../shared/printable';
import type { Option } from '../args/option';
import type { Arguments } from '../args/parse';
import { STANDARD_INPUT } from '../args/path';
import { parseSources, type Sources, sourceOptions } from '../args/sources';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import type { Host } from '../host';
import { decodeSql, inputName, readInput, readSql, type Sql } from '../input';
import { deliver } from '../output/deliver';
import { isPlan, PLAN_BYTES, type PlanFile, withPlan, withPlanBytes } from '../planInput';
import { openTables, runEarlier, withSession } from '../session';
import { preflightReport } from '../text/preflightReport';
import { onePlan, withWayToBytes } from './planFile';

type Quote = Parameters<Command['run']>[2];

const options: readonly Option[] = [
  ...sourceOptions,
  {
    name: 'stage',
    value: 'STAGE',
    choices: planKind.options,
    help: `${planKind.options.join(', ')}: the plan that decides the exit code;\ndefault: optimized, and for FILE the one that would run`,
  },
  { name: 'json', help: 'The report as one JSON object' },
];

export const planCheck: Command = {
  words: ['plan', 'check'],
  brief: 'what blocks or weakens a plan as bytes',
  usage: 'planarium plan check [options] (-e SQL | FILE.sql | - | FILE.dfplan)',
  summary:
    'Report what blocks or weakens a plan as bytes: each node, table, function or secret,\nwhy, and what to do. Exit code 3 when it is blocked. Of a\nsaved plan (.dfplan, .pb) only its own bytes are read; a statement is planned, not run\n(those before the last are). - is standard input, SQL or a plan.',
  options,

  async run(args, host, quote) {
    const { report, saved } = await check(args, host, quote);
    const text = args.has('json') ? `${JSON.stringify(report, null, 2)}\n` : preflightReport(report);
    const bytes = new TextEncoder().encode(printableBlock(text));
    await deliver(undefined, host.stdout, (target) => target.write(bytes));
    return isBlocked(report, args.one('stage'), saved) ? exitCode.blocked : exitCode.ok;
  },
};

interface Checked {
  report: Preflight;
  /** Whether the subject is a saved plan rather than a statement. */
  saved: boolean;
}

async function check(args: Arguments, host: Host, quote: Quote): Promise<Checked> {
  const file = planFileOf(args);
  if (file !== undefined) return { report: await withPlan(file, host, ofPlan(file, host)), saved: true };
  const sources = parseSources(args);
  if (!('file' in sources.sql) || sources.sql.file !== STANDARD_INPUT)
    return {
      report: await ofStatement(sources, await readSql(sources.sql, host), host, quote),
      saved: false,
    };
  const bytes = await readInput(host, PLAN_BYTES);
  if (isPlan(bytes))
    return { report: await withPlanBytes(bytes, host, ofPlan(STANDARD_INPUT, host)), saved: true };
  return { report: await ofStatement(sources, decodeSql(bytes, inputName), host, quote), saved: false };
}

/** The argument that names a saved plan rather than SQL. @throws UsageError */
function planFileOf(args: Arguments): string | undefined {
  const [file] = args.positionals;
  if (!file || fileKind(file) !== 'plan') return undefined;
  if (args.one('execute') !== undefined)
    throw new UsageError(`Both -e and ${file} are given.`, 'Check the SQL or the file, not both.');
  return onePlan(args);
}

function ofPlan(file: string, host: Host): (plan: PlanFile) => Promise<Preflight> {
  return ({ path }) =>
    withSession({}, (engine) => engine.preflight({ file: path }, host.signal)).catch((error) => {
      throw withWayToBytes(error, file);
    });
}

function ofStatement(sources: Sources, sql: Sql, host: Host, quote: Quote): Promise<Preflight> {
  quote(sql);
  return withSession(sources.settings, async (engine) => {
    await openTables(engine, sources.tables, host.signal);
    await runEarlier(engine, sql.text, host.signal);
    return engine.preflight({ sql: sql.text }, host.signal);
  });
}

/** For a file, the plan that would run: optimized, else logical, else physical. */
function isBlocked({ kinds }: Preflight, stage: string | undefined, file: boolean): boolean {
  const held = (['optimized', 'logical', 'physical'] as const).find(
    (kind) => !file || kinds.some((verdict) => verdict.kind === kind && verdict.bytes !== null),
  );
  const wanted = stage ?? held;
  return (kinds.find(({ kind }) => kind === wanted)?.status ?? 'blocked') === 'blocked';
}
