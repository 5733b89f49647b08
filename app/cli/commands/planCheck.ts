import { planKind } from '../../shared/planFile';
import type { Preflight } from '../../shared/preflight';
import { printableBlock } from '../../shared/printable';
import type { Option } from '../args/option';
import type { Arguments } from '../args/parse';
import { absolute, parseSources, sourceOptions } from '../args/sources';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import type { Host } from '../host';
import { readSql } from '../input';
import { deliver } from '../output/deliver';
import { openTables, runEarlier, withSession } from '../session';
import { preflightReport } from '../text/preflightReport';

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
  brief: 'what stands in the way of a plan as bytes',
  usage: 'planarium plan check [options] (-e SQL | FILE.sql | - | FILE.dfplan)',
  summary:
    'Tell what stands in the way of a plan as bytes: each node, table, function or secret\nthat blocks or weakens it, why, and what to do. Exit code 3 when it is blocked. Of a\nsaved plan (.dfplan, .pb) only its own bytes are read; a statement is planned, not run\n(those before the last are).',
  options,

  async run(args, host, quote) {
    const file = planFileOf(args);
    const report = file
      ? await withSession({}, (engine) => engine.preflight({ file }, host.signal))
      : await ofStatement(args, host, quote);
    const text = args.has('json') ? `${JSON.stringify(report, null, 2)}\n` : preflightReport(report);
    const bytes = new TextEncoder().encode(printableBlock(text));
    await deliver(undefined, host.stdout, (target) => target.write(bytes));
    return isBlocked(report, args.one('stage'), file !== undefined) ? exitCode.blocked : exitCode.ok;
  },
};

/** The argument that names a saved plan rather than SQL. @throws UsageError */
function planFileOf(args: Arguments): string | undefined {
  const [file] = args.positionals;
  if (!file || !/\.(dfplan|pb)$/i.test(file)) return undefined;
  if (args.positionals.length > 1)
    throw new UsageError(`There is one FILE; ${args.positionals[1]} is one too many.`);
  if (args.one('execute') !== undefined)
    throw new UsageError(`Both -e and ${file} are given.`, 'Check the SQL or the file, not both.');
  return absolute(file);
}

async function ofStatement(
  args: Arguments,
  host: Host,
  quote: Parameters<Command['run']>[2],
): Promise<Preflight> {
  const sources = parseSources(args);
  const sql = await readSql(sources.sql, host);
  quote(sql);
  return withSession(sources.settings, async (engine) => {
    await openTables(engine, sources.tables, host.signal);
    await runEarlier(engine, sql.text, host.signal);
    return engine.preflight({ sql: sql.text }, host.signal);
  });
}

/** A file is taken for the plan that would run: optimized, else logical, else physical. */
function isBlocked({ kinds }: Preflight, stage: string | undefined, file: boolean): boolean {
  const held = (['optimized', 'logical', 'physical'] as const).find(
    (kind) => !file || kinds.some((verdict) => verdict.kind === kind && verdict.bytes !== null),
  );
  const wanted = stage ?? held;
  return (kinds.find(({ kind }) => kind === wanted)?.status ?? 'blocked') === 'blocked';
}
