import type { BytesOptions, Engine } from '../../main/engine/engine';
import { planFileBytes } from '../../main/services/planFileBytes';
import { ServiceError } from '../../main/services/serviceError';
import type { PlanStage, StageId } from '../../shared/plan';
import { type PlanKind, planKind } from '../../shared/planFile';
import { printableBlock } from '../../shared/printable';
import type { Option } from '../args/option';
import { type Form, forms, requireFitting } from '../args/planOutput';
import { outputPath } from '../args/rowOutput';
import { parseSources, sourceOptions } from '../args/sources';
import { UsageError } from '../args/usageError';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import type { Host } from '../host';
import { readSql } from '../input';
import { deliver } from '../output/deliver';
import { openTables, runEarlier, withSession } from '../session';
import { planTree } from '../text/planTree';
import { flagNames, withFlags } from './flagNames';

const binary: readonly Form[] = ['dfplan', 'bytes', 'substrait'];

const options: readonly Option[] = [
  ...sourceOptions,
  {
    name: 'stage',
    value: 'STAGE',
    choices: planKind.options,
    help: `${planKind.options.join(', ')}; default: optimized.\nA .dfplan holds every stage up to this one`,
  },
  {
    name: 'as',
    value: 'FORM',
    choices: forms,
    help: "dfplan (plan file, the default), bytes (the protobuf),\nprotojson (the same as JSON), json (the operators as the views have\nthem), substrait (the exchange format of other engines),\nindent (the engine's text), tree (the operators as a tree)",
  },
  {
    name: 'redact',
    help: 'Leave credentials out of a dfplan or bytes, with REDACTED\nin their place, instead of refusing',
  },
  {
    name: 'embed-memory-tables',
    help: 'Put the rows of tables in memory into a dfplan or bytes;\n`plan check` shows how many bytes they take',
  },
  {
    name: 'output',
    short: 'o',
    value: 'OUT',
    help: 'Write to a file, which appears only when it is complete',
  },
];

export const planExport: Command = {
  words: ['plan', 'export'],
  brief: 'plan SQL, write the plan',
  usage: 'planarium plan export [options] (-e SQL | FILE.sql | -)',
  summary:
    'Plan the last statement of the SQL without running it, and write the plan. Statements\nbefore it are run: it may need what they make.',
  options,

  async run(args, host, quote) {
    const sources = parseSources(args);
    const stage = planKind.parse(args.one('stage') ?? 'optimized');
    const form = (args.one('as') ?? 'dfplan') as Form;
    const path = outputPath(args);
    if (path !== undefined) requireFitting(path, form);
    const [redact, embedMemoryTables] = [args.has('redact'), args.has('embed-memory-tables')];
    if ((redact || embedMemoryTables) && form !== 'dfplan' && form !== 'bytes') {
      const flag = redact ? '--redact' : '--embed-memory-tables';
      throw new UsageError(`${flag} belongs to --as dfplan and bytes, not to ${form}.`);
    }
    if (path === undefined && host.stdout.isTerminal && binary.includes(form)) {
      throw new UsageError(
        `A plan as ${form} is binary and is not written to a terminal.`,
        'Name a file with -o OUT, or read the plan with --as tree.',
      );
    }
    if (form === 'substrait' && stage === 'physical') {
      throw new UsageError('Substrait holds logical plans only.', 'Leave --stage out, or take --as bytes.');
    }
    const sql = await readSql(sources.sql, host);
    quote(sql);
    await withSession(sources.settings, async (engine) => {
      await openTables(engine, sources.tables, host.signal);
      await runEarlier(engine, sql.text, host.signal);
      await deliver(path, host.stdout, async (target) =>
        target.write(await exported(engine, sql.text, { stage, form, redact, embedMemoryTables }, host)),
      ).catch((error) => {
        throw withFlags(error);
      });
    });
    return exitCode.ok;
  },
};

interface Wanted extends BytesOptions {
  stage: PlanKind;
  form: Form;
}

function exported(engine: Engine, sql: string, wanted: Wanted, host: Host): Promise<Uint8Array> {
  const { stage, form, ...options } = wanted;
  if (form === 'dfplan') return planFile(engine, sql, { stage, ...options }, host);
  if (form === 'bytes') return engine.planBytes(sql, stage, options, host.signal);
  if (form === 'substrait') return engine.toSubstrait(sql, host.signal);
  if (form === 'protojson') return engine.planJson(sql, stage, host.signal).then(jsonFile);
  return planText(engine, sql, stage, form, host.signal);
}

/** The bytes of a `.dfplan`. Logs which stages could not be saved, and which credentials were left out. */
async function planFile(
  engine: Engine,
  sql: string,
  options: { stage: PlanKind } & BytesOptions,
  host: Host,
): Promise<Uint8Array> {
  const { saved, bytes } = await planFileBytes(engine, sql, options, host.signal);
  for (const { kind, node, reason } of saved.notSerialized) {
    host.log(flagNames(`planarium: the ${kind} plan is not in the file: ${node}: ${reason}`));
  }
  for (const { place, name } of saved.redacted ?? []) {
    host.log(`planarium: left out of the file: ${name} in ${place}`);
  }
  return bytes;
}

const stageOf: Record<PlanKind, StageId> = {
  logical: 'initial',
  optimized: 'optimized',
  physical: 'physical',
};

async function planText(
  engine: Engine,
  sql: string,
  kind: PlanKind,
  form: 'indent' | 'tree' | 'json',
  signal: AbortSignal,
): Promise<Uint8Array> {
  await refuseSecrets(engine, sql, signal);
  const { stages } = await engine.explain(sql, signal);
  const stage = stages.find(({ id }) => id === stageOf[kind]);
  if (!stage) throw new ServiceError('plan_kind_missing', `The statement has no ${kind} plan.`);
  if (form === 'json') return jsonFile(JSON.stringify(stage));
  return new TextEncoder().encode(form === 'tree' ? planTree(stage) : indentText(stage));
}

/** Texts of a plan are shared like its bytes, and have no mark instead of a credential. */
async function refuseSecrets(engine: Engine, sql: string, signal: AbortSignal): Promise<void> {
  const { findings } = await engine.preflight({ sql }, signal);
  const secret = findings.find(({ subject }) => subject === 'secret');
  if (!secret) return;
  throw new ServiceError('plan_secret', `The plan was not written. ${secret.reason}`, {
    hint: 'Take the credential out of the statement, or export the plan without it: --as dfplan --redact.',
  });
}

/** Readable text for a file. Control characters are escaped by JSON itself or here. */
function jsonFile(json: string): Uint8Array {
  const text = JSON.stringify(JSON.parse(json), null, 2);
  return new TextEncoder().encode(`${printableBlock(text)}\n`);
}

function indentText({ text }: PlanStage): string {
  return `${printableBlock(text).trimEnd()}\n`;
}
