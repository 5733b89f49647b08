/** Small plans are encoded and decoded at once, on the calling thread; all others on the session's. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nativeOf } from '../facade/nativeSession';
import { addonPath, ExecutionPlan, Expr, type LogicalCodecHandle, LogicalPlan, Session } from '../index';
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

const isJob = (started: object) => 'cancel' in started;

beforeAll(async () => {
  await session.openFile(file('numbers.csv', 'n\n1\n2\n3\n'));
});

describe('a small value', () => {
  test('is encoded and decoded without a job', async () => {
    const native = nativeOf(session);
    const plan = await session.logicalPlan(SMALL);
    const bytes = native.encodeLogicalPlan(plan.native, false);
    expect(bytes).toEqual(await plan.toBytes());
    expect(isJob(native.decodeLogicalPlan(bytes as Uint8Array))).toBe(false);

    const physical = await plan.executionPlan();
    const physicalBytes = native.encodeExecutionPlan(physical.native, false);
    expect(isJob(native.decodeExecutionPlan(physicalBytes as Uint8Array))).toBe(false);

    const expr = await session.parseSqlExpr('n + 1', plan);
    const exprBytes = native.encodeExpr(expr.native);
    expect(isJob(native.decodeExpr(exprBytes as Uint8Array))).toBe(false);
    expect((await Expr.fromBytes(there, exprBytes as Uint8Array)).display()).toBe(expr.display());
  });

  test('fails like any other', async () => {
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

  test('is left to the threads if a codec of another addon may block', async () => {
    const path = join(dirname(addonPath()), 'counting-codec.node');
    const counting = createRequire(import.meta.url)(path) as {
      logicalCodec(): LogicalCodecHandle;
      counters(): string;
    };
    const derived = session.withLogicalExtensionCodec(counting.logicalCodec());
    const plan = await session.logicalPlan('SELECT abs(n) AS n FROM numbers');
    expect(isJob(nativeOf(derived).encodeLogicalPlan(plan.native, false))).toBe(true);
    const before = JSON.parse(counting.counters());
    const bytes = await plan.toBytes(derived);
    expect(isJob(nativeOf(derived).decodeLogicalPlan(bytes))).toBe(true);
    const again = await LogicalPlan.fromBytes(derived, bytes);
    expect(again.displayIndent()).toBe(plan.displayIndent());
    const after = JSON.parse(counting.counters());
    expect(after.logicalEncodeUdf).toBeGreaterThan(before.logicalEncodeUdf ?? 0);
    expect(after.logicalDecodeUdf).toBeGreaterThan(before.logicalDecodeUdf ?? 0);
  });

  test('is left to the threads if it names a path, which may block on a disk', async () => {
    const bytes = Buffer.from(await (await session.logicalPlan('SELECT n FROM numbers')).toBytes());
    const url = bytes.indexOf('file:///');
    expect(url).toBeGreaterThan(0);
    expect(isJob(nativeOf(there).decodeLogicalPlan(bytes))).toBe(false);
    // As long as the URL, and a path of this system.
    bytes.write('////////', url);
    expect(isJob(nativeOf(there).decodeLogicalPlan(bytes))).toBe(true);
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
    expect(isJob(nativeOf(session).encodeLogicalPlan(plan.native, false))).toBe(true);
    const bytes = await plan.toBytes();
    expect(isJob(nativeOf(there).decodeLogicalPlan(bytes))).toBe(true);
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
    expect(isJob(nativeOf(session).encodeExpr(expr.native))).toBe(true);
    const bytes = await expr.toBytes();
    expect(isJob(nativeOf(there).decodeExpr(bytes))).toBe(true);
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
