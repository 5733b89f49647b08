import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Table, tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  addonPath,
  ExecutionPlan,
  fromSubstrait,
  LogicalPlan,
  type Query,
  Session,
  substraitFromJson,
  substraitToJson,
} from '../index';
import { bundled, ended, rows, setUp } from './support';

const { session, folder, file } = setUp();
const there = new Session();
afterAll(() => there.close());

/** Joins, groups, sorts: a small order book. */
const SQL = `SELECT c.name, count(*) AS orders, sum(o.price) AS total
  FROM orders o JOIN customers c ON o.customer = c.id
  WHERE o.price > 10 GROUP BY c.name ORDER BY total DESC LIMIT 3`;

beforeAll(async () => {
  const customers = Array.from({ length: 20 }, (_, id) => `${id},name ${id}`);
  const orders = Array.from({ length: 500 }, (_, id) => `${id},${(id * 7) % 20},${(id * 13) % 97}.25`);
  await session.openFile(file('customers.csv', ['id,name', ...customers].join('\n')));
  await session.openFile(file('orders.csv', ['id,customer,price', ...orders].join('\n')));
});

async function table(query: Query): Promise<Table> {
  const status = await ended(query);
  if (status.error) throw Object.assign(new Error(status.error.message), status.error);
  const page = await query.page({ offset: 0, limit: 10_000 });
  query.close();
  return tableFromIPC(page);
}

const text = (result: Table) => result.toArray().map((row) => String(row));
const expected = async () => text(await rows(session, SQL));

describe('a logical plan', () => {
  test('keeps its rows as bytes and as JSON in another session', async () => {
    const plan = await (await session.logicalPlan(SQL)).optimized();
    const bytes = await plan.toBytes();
    expect(bytes).toBeInstanceOf(Uint8Array);
    const again = await LogicalPlan.fromBytes(there, bytes);
    expect(again.session).toBe(there);
    expect(again.displayIndent()).toBe(plan.displayIndent());
    expect(text(await table(there.executeLogicalPlan(again)))).toEqual(await expected());

    const json = await plan.toJson();
    expect(Object.keys(JSON.parse(json))).toEqual(['sort']);
    const fromJson = await LogicalPlan.fromJson(there, json);
    expect(text(await table(there.executeLogicalPlan(fromJson)))).toEqual(await expected());
    // The codecs of another session write the same bytes.
    expect(await plan.toBytes(there)).toEqual(bytes);
    expect(await session.planBytes(SQL, 'optimized')).toEqual(bytes);
    expect(JSON.parse(await session.planJson(SQL, 'optimized'))).toEqual(JSON.parse(json));
  });

  test('has properties', async () => {
    const plan = await session.logicalPlan(SQL);
    expect(plan.variantName).toBe('Limit');
    expect(plan.inputs().map((input) => input.variantName)).toEqual(['Sort']);
    expect(plan.schema().map(({ name, type }) => [name, type])).toEqual([
      ['name', 'Utf8'],
      ['orders', 'Int64'],
      ['total', 'Float64'],
    ]);
    expect(plan.display()).toBe('Limit: skip=0, fetch=3');
    expect(plan.displayIndent().split('\n')[1]).toBe('  Sort: total DESC NULLS FIRST');
    expect(plan.displayIndentSchema()).toContain('orders:Int64');
    expect(plan.displayGraphviz()).toContain('digraph');
    expect(JSON.parse(plan.displayPgJson())[0].Plan['Node Type']).toBe('Limit');
    expect(plan.equals(await session.logicalPlan(SQL))).toBe(true);
    expect(plan.equals(plan.inputs()[0] as LogicalPlan)).toBe(false);
  });

  test('from bytes needs consent to write', async () => {
    const out = join(folder, 'out.csv');
    const plan = await session.logicalPlan(`COPY (SELECT 1 AS a) TO '${out}'`);
    const again = await LogicalPlan.fromBytes(there, await plan.toBytes());
    expect(() => there.executeLogicalPlan(again)).toThrow(expect.objectContaining({ code: 'plan_writes' }));
    const consented = await ended(there.executeLogicalPlan(again, { allowWrite: true }));
    expect(consented.phase).toBe('done');
    expect((await rows(session, `SELECT a FROM '${out}'`)).numRows).toBe(1);
  });

  test('includes the rows of a table in memory on request', async () => {
    await ended(session.query("CREATE TABLE held AS VALUES (1, 'kept here')"));
    const plan = await session.logicalPlan('SELECT * FROM held');
    const physical = await session.executionPlan(plan);
    const asked = [plan, physical].flatMap((held) => [() => held.toBytes(), () => held.toJson()]);
    for (const ask of asked)
      await expect(ask()).rejects.toMatchObject({
        code: 'plan_not_serializable',
        hint: expect.stringMatching(/table held .*embedMemoryTables, \d+ bytes/),
      });
    const options = { embedMemoryTables: true };
    const again = await LogicalPlan.fromBytes(there, await plan.toBytes(session, options));
    expect((await ended(there.executeLogicalPlan(again))).rows).toBe(1);
    const json = await LogicalPlan.fromJson(there, await plan.toJson(session, options));
    expect((await ended(there.executeLogicalPlan(json))).rows).toBe(1);
    const bytes = await physical.toBytes(session, options);
    expect((await ended(there.execute(await ExecutionPlan.fromBytes(there, bytes)))).rows).toBe(1);
    expect(Buffer.from(bytes).includes('kept here')).toBe(true);
  });

  test('is an error if damaged, and a signal ends the work', async () => {
    const plan = await session.logicalPlan(SQL);
    const bytes = await (await plan.optimized()).toBytes();
    await expect(LogicalPlan.fromBytes(there, bytes.subarray(0, 100))).rejects.toMatchObject({
      code: 'plan_file_damaged',
    });
    await expect(LogicalPlan.fromJson(there, '{"sort": 1}')).rejects.toMatchObject({
      code: 'plan_file_damaged',
    });
    const aborted = AbortSignal.abort();
    await expect(session.logicalPlan(SQL, aborted)).rejects.toMatchObject({ code: 'cancelled' });
    const small = await session.logicalPlan(SQL);
    const query = session.executeLogicalPlan(small, { rowLimit: 2 });
    expect((await ended(query)).truncated).toEqual({ reason: 'rows', limit: 2 });
  });
});

describe('an execution plan', () => {
  test('keeps its rows before and after a run, as bytes and as JSON', async () => {
    const plan = await session.executionPlan(await session.logicalPlan(SQL));
    const before = await plan.toBytes();
    expect(text(await table(session.execute(plan)))).toEqual(await expected());
    for (const bytes of [before, await plan.toBytes()]) {
      const again = await ExecutionPlan.fromBytes(there, bytes);
      expect(text(await table(there.execute(again)))).toEqual(await expected());
    }
    const again = await ExecutionPlan.fromJson(there, await plan.toJson());
    expect(text(await table(there.execute(again)))).toEqual(await expected());
    expect(text(await table(session.execute(plan)))).toEqual(await expected());
  });

  test('has properties, and metrics of its run', async () => {
    const plan = await session.executionPlan(await session.logicalPlan(SQL));
    expect(plan.name).toBe('SortPreservingMergeExec');
    expect(plan.partitionCount).toBe(1);
    expect(plan.outputOrdering).toBe('[total@2 DESC]');
    expect(plan.schema().map(({ name }) => name)).toEqual(['name', 'orders', 'total']);
    expect(plan.display()).toContain('fetch=3');
    expect(plan.displayIndent(true).length).toBeGreaterThanOrEqual(plan.displayIndent().length);
    expect(plan.displayTree()).toContain('┌');
    expect(plan.displayGraphviz()).toContain('digraph');
    const child = plan.children()[0] as ExecutionPlan;
    await table(session.execute(plan));
    expect(plan.metrics()?.rows).toBe(3);
    expect(child.metrics()?.rows).toBeGreaterThanOrEqual(3);
    expect(plan.displayMetrics()).toContain('output_rows=3');
    const all = plan.collectMetrics();
    expect(all[0]?.operator).toContain('SortPreservingMergeExec');
    expect(all.length).toBeGreaterThan(4);
    const nodes = [plan];
    const schemes = [];
    for (let node = nodes.pop(); node; node = nodes.pop()) {
      schemes.push(node.outputPartitioning);
      nodes.push(...node.children());
    }
    const hashed = schemes.find(({ scheme }) => scheme === 'hash');
    expect(hashed?.hashExpressions?.length).toBe(1);
    expect(hashed?.text).toMatch(/^Hash\(/);
  });
});

describe('Substrait', () => {
  test('keeps the rows, as bytes and as JSON', async () => {
    const bytes = await session.toSubstrait(SQL);
    const plan = await fromSubstrait(session, bytes);
    expect(text(await table(session.executeLogicalPlan(plan)))).toEqual(await expected());
    const json = substraitToJson(bytes);
    expect(JSON.parse(json).relations).toHaveLength(1);
    expect(substraitFromJson(json)).toEqual(bytes);
    expect(() => substraitFromJson('{"relations": 7}')).toThrow(
      expect.objectContaining({ code: 'plan_file_damaged' }),
    );
    const again = await session.toSubstrait(plan);
    expect(text(await table(session.executeLogicalPlan(await fromSubstrait(session, again))))).toEqual(
      await expected(),
    );
  });

  test('reports what it cannot represent', async () => {
    const plan = await session.logicalPlan(`CREATE VIEW v AS ${SQL}`);
    const [refusal, ...more] = plan.substraitRefusals();
    expect(more).toEqual([]);
    expect(refusal?.operator).toBe('Ddl');
    await expect(session.toSubstrait(plan)).rejects.toMatchObject({
      code: 'substrait_unsupported',
      message: refusal?.reason,
      hint: refusal?.hint,
    });
    await expect(fromSubstrait(there, await session.toSubstrait(SQL))).rejects.toMatchObject({
      code: 'table_unknown',
    });
    await expect(fromSubstrait(there, Uint8Array.of(1, 2, 3))).rejects.toMatchObject({
      code: 'plan_file_damaged',
    });
  });
});

test('each old name warns once', async () => {
  const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    const plan = await (await session.logicalPlan(SQL)).optimized();
    const physical = await plan.executionPlan();
    for (let round = 0; round < 2; round++) {
      const again = await LogicalPlan.fromProto(there, await plan.toProto());
      expect(again.displayIndent()).toBe(plan.displayIndent());
      const physicalAgain = await ExecutionPlan.fromProto(there, await physical.toProto());
      expect(physicalAgain.displayIndent()).toBe(physical.displayIndent());
    }
    expect(emitted.mock.calls).toEqual(
      [
        'LogicalPlan.toProto',
        'LogicalPlan.fromProto',
        'ExecutionPlan.toProto',
        'ExecutionPlan.fromProto',
      ].map((alias) => [
        `${alias} is deprecated: use ${alias.replace('Proto', 'Bytes')}.`,
        {
          type: 'DeprecationWarning',
          code: `PLANARIUM_${alias.replace('.', '_').toUpperCase()}`,
        },
      ]),
    );
  } finally {
    emitted.mockRestore();
  }
});

test('a worker thread runs plans that the main thread sends as bytes', async () => {
  const plan = await (await session.logicalPlan(SQL)).optimized();
  const physical = await plan.executionPlan();
  const worker = new Worker(await bundled('planWorker.ts', file), {
    env: { ...process.env, PLANARIUM_ADDON: addonPath() },
  });
  const ask = (message: object) =>
    new Promise<{ rows?: string[]; error?: { code: string } }>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage(message);
    });
  try {
    const bytes = await plan.toBytes();
    const without = await ask({ kind: 'logical', bytes });
    expect(without.error?.code).toBe('invalid_request');
    await ask({ kind: 'install' });
    expect((await ask({ kind: 'logical', bytes })).rows).toEqual(await expected());
    expect((await ask({ kind: 'physical', bytes: await physical.toBytes() })).rows).toEqual(await expected());
    await ask({ kind: 'clear' });
    expect((await ask({ kind: 'logical', bytes })).error?.code).toBe('invalid_request');
  } finally {
    await worker.terminate();
  }
});
