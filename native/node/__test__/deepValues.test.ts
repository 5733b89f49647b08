/** Plans and expressions of any depth are the same after a trip through bytes, on threads with small stacks too. */
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addonPath, ExecutionPlan, Expr, LogicalPlan, Session } from '../index';
import { bundled, setUp } from './support';

const { file } = setUp();
const session = new Session({ settings: { 'datafusion.sql_parser.recursion_limit': '5000' } });
const there = new Session();
afterAll(() => {
  session.close();
  there.close();
});

const SMALL = 'SELECT n, count(*) AS c FROM numbers WHERE n > 1 GROUP BY n ORDER BY c';

/** Three times `depth` nested operators. */
const nested = (depth: number) =>
  Array.from({ length: depth }).reduce<string>(
    (inner, _, level) => `SELECT n FROM (${inner}) AS t${level} LIMIT ${10_000 - level}`,
    'SELECT n FROM numbers',
  );

/** `depth` nested expressions. */
const deep = (depth: number) => `${'abs('.repeat(depth)}n${')'.repeat(depth)}`;

beforeAll(async () => {
  await session.openFile(file('numbers.csv', 'n\n1\n2\n3\n'));
});

describe('a value', () => {
  test('that is damaged fails with a code', async () => {
    const bytes = await (await session.logicalPlan(SMALL)).toBytes();
    await expect(LogicalPlan.fromBytes(there, bytes.subarray(0, 100))).rejects.toMatchObject({
      name: 'EngineError',
      code: 'plan_file_damaged',
      detail: expect.stringMatching(/^malformed field at byte \d+/),
    });
    await expect(LogicalPlan.fromBytes(there, Uint8Array.of(0x0a, 0x00))).rejects.toMatchObject({
      name: 'EngineError',
      code: 'plan_file_damaged',
    });
    const aborted = AbortSignal.abort();
    await expect(LogicalPlan.fromBytes(there, bytes, aborted)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a deep value', () => {
  const plans: [string, string][] = [
    ['operators', nested(320)],
    ['expressions', `SELECT ${deep(300)} AS n FROM numbers`],
    [
      'conditions',
      `SELECT n FROM numbers WHERE ${Array.from({ length: 1500 }, (_, i) => `n <> ${i + 9}`).join(' AND ')}`,
    ],
  ];

  test.each(plans)('is the same after its trip: %s', async (_, sql) => {
    const plan = await session.logicalPlan(sql);
    const bytes = await plan.toBytes();
    const again = await LogicalPlan.fromBytes(there, bytes);
    expect(await again.toBytes()).toEqual(bytes);
    expect(again.displayIndent()).toBe(plan.displayIndent());
  });

  test.each(plans)('is the same after its trip as a physical plan: %s', async (_, sql) => {
    const plan = await (await session.logicalPlan(sql)).executionPlan();
    const again = await ExecutionPlan.fromBytes(there, await plan.toBytes());
    expect(again.displayIndent()).toBe(plan.displayIndent());
  });

  test('is the same after encoding and decoding as an expression', async () => {
    const expr = await session.parseSqlExpr(deep(900), await session.logicalPlan('SELECT n FROM numbers'));
    const bytes = await expr.toBytes();
    expect((await Expr.fromBytes(there, bytes)).display()).toBe(expr.display());
  });
});

test.each([1, 4])('a thread with a stack of %i MiB decodes and encodes all of them', async (stackSizeMb) => {
  const worker = new Worker(await bundled('planWorker.ts', file), {
    env: { ...process.env, PLANARIUM_ADDON: addonPath() },
    resourceLimits: { stackSizeMb },
  });
  const ask = (message: object) =>
    new Promise<{ bytes?: Uint8Array; error?: object }>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage(message);
    });
  try {
    await ask({ kind: 'install' });
    for (const sql of [SMALL, nested(20), nested(30), nested(320), `SELECT ${deep(900)} AS n FROM numbers`]) {
      const bytes = await (await session.logicalPlan(sql)).toBytes();
      const answer = await ask({ kind: 'trip', bytes });
      expect(answer).toEqual({ bytes });
    }
  } finally {
    await worker.terminate();
  }
});
