import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import {
  addonPath,
  EngineError,
  ExecutionPlan,
  fromSubstrait,
  type LogicalCodecHandle,
  LogicalPlan,
  type PhysicalCodecHandle,
  type PlanKind,
  type Session,
} from '../index';
import { ended, setUp } from './support';

const { session, folder, file } = setUp();
const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];
const out = join(folder, 'out');

beforeAll(async () => {
  await session.openFile(file('t.csv', 'a,b\n1,x\n2,y\n'));
  await ended(session.query('CREATE VIEW seen AS SELECT a FROM t WHERE a > 1'));
});

/** The verdicts on `bytes`: shown, run as a file, and run as a value. */
async function verdicts(reader: Session, bytes: Uint8Array, kind: PlanKind) {
  const path = file('plan.pb', bytes);
  const shown = await reader.inspectPlan(path, { kind });
  const query = reader.runPlan(path, { kind });
  const status = await ended(query);
  query.close();
  return [shown.consent?.code, status.error?.code, await valueCode(reader, bytes, kind)];
}

async function valueCode(reader: Session, bytes: Uint8Array, kind: PlanKind): Promise<string | undefined> {
  try {
    const query =
      kind === 'physical'
        ? reader.execute(await ExecutionPlan.fromBytes(reader, bytes))
        : reader.executeLogicalPlan(await LogicalPlan.fromBytes(reader, bytes));
    const { error } = await ended(query);
    query.close();
    return error?.code;
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
}

const reads = [
  'SELECT count(*), max(b) FROM t JOIN seen USING (a) GROUP BY a ORDER BY a',
  'SELECT a FROM seen UNION ALL SELECT a FROM t WHERE a IN (SELECT a FROM seen)',
  'EXPLAIN ANALYZE SELECT a FROM t',
];
const asks = [
  `COPY (SELECT a FROM t) TO '${out}.csv' STORED AS CSV`,
  `COPY (SELECT a FROM t) TO '${out}.parquet' STORED AS PARQUET`,
  `EXPLAIN ANALYZE COPY (SELECT a FROM t) TO '${out}.json' STORED AS JSON`,
  `CREATE EXTERNAL TABLE u STORED AS CSV LOCATION '${folder}/t.csv'`,
  'CREATE VIEW v AS SELECT a FROM t',
  'CREATE SCHEMA s',
  'DROP VIEW seen',
  'PREPARE p AS SELECT a FROM t',
];

it.each([
  ...reads.map((sql) => [sql, undefined] as const),
  ...asks.map((sql) => [sql, 'plan_writes'] as const),
])('%s', async (sql, code) => {
  let compared = 0;
  for (const kind of kinds) {
    // Definitions have no physical plan.
    const bytes = await session.planBytes(sql, kind).catch(() => null);
    if (!bytes) continue;
    expect(await verdicts(session, bytes, kind)).toEqual([code, code, code]);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(0);
});

interface Counting {
  logicalCodec(): LogicalCodecHandle;
  physicalCodec(): PhysicalCodecHandle;
}

it('functions of an extension need consent, as files and as values', async () => {
  const path = join(dirname(addonPath()), 'counting-codec.node');
  const counting = createRequire(import.meta.url)(path) as Counting;
  const derived = session
    .withLogicalExtensionCodec(counting.logicalCodec())
    .withPhysicalExtensionCodec(counting.physicalCodec());
  for (const kind of kinds) {
    const bytes = await derived.planBytes('SELECT abs(a) AS n FROM t', kind);
    expect(Buffer.from(bytes).includes('DFJSCHN')).toBe(true);
    expect(await verdicts(derived, bytes, kind)).toEqual(['plan_writes', 'plan_writes', 'plan_writes']);
  }
  derived.close();
});

it('plans derived from a value have the verdict of its bytes', async () => {
  const sql = `COPY (SELECT a FROM t) TO '${out}.csv' STORED AS CSV`;
  const asked = expect.objectContaining({ code: 'plan_writes' });
  const plan = await LogicalPlan.fromBytes(session, await session.planBytes(sql, 'logical'));
  const json = await LogicalPlan.fromJson(session, await plan.toJson());
  for (const made of [plan, json, await plan.optimized(), ...plan.inputs()])
    expect(() => session.executeLogicalPlan(made)).toThrow(asked);
  const physical = await session.executionPlan(plan);
  for (const made of [physical, ...physical.children()]) expect(() => session.execute(made)).toThrow(asked);
  // Substrait has its own bytes, and can only read.
  const reading = await LogicalPlan.fromBytes(session, await session.planBytes(reads[0] ?? '', 'optimized'));
  const substrait = await fromSubstrait(session, await session.toSubstrait(reading));
  expect((await ended(session.executeLogicalPlan(substrait))).error).toBeNull();
});
