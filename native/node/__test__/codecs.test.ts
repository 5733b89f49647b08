import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addonPath,
  EngineError,
  type LogicalCodecHandle,
  type PhysicalCodecHandle,
  type PlanKind,
  Session,
} from '../index';
import { ended, setUp } from './support';

/** The addon of native/examples/counting-codec, a separate library from the product's. */
interface Counting {
  logicalCodec(): LogicalCodecHandle;
  physicalCodec(): PhysicalCodecHandle;
  counters(): string;
  flawedCodec(flaw: string, physical: boolean): LogicalCodecHandle & PhysicalCodecHandle;
}

const countingPath = join(dirname(addonPath()), 'counting-codec.node');
const counting = createRequire(import.meta.url)(countingPath) as Counting;
const { session, folder, file } = setUp();

/** Functions and tables of an extension may do anything. */
const allowed = { allowWrite: true };

const SQL = `select abs(v) as a, sum(w) as s, row_number() over (order by abs(v)) as n
  from numbers where sqrt(w) > 1 group by abs(v) order by a`;

beforeAll(async () => {
  await session.openFile(file('numbers.csv', 'v,w\n-3,4\n3,9\n-1,16\n2,1\n'));
});

/** How much each counter increases while `work` runs. */
async function moved(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = JSON.parse(counting.counters());
  await work();
  const after: Record<string, number> = JSON.parse(counting.counters());
  const differences = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]);
  return Object.fromEntries(differences.filter(([, count]) => count !== 0));
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof EngineError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

async function rowsOf(
  reader: Session,
  path: string,
  kind: PlanKind,
  consent: Partial<typeof allowed> = {},
): Promise<string[]> {
  const query = reader.runPlan(path, { kind, ...consent });
  const status = await ended(query);
  if (status.error) throw new EngineError(status.error);
  const page = await query.page({ offset: 0, limit: 100 });
  query.close();
  return tableFromIPC(page)
    .toArray()
    .map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
}

describe('a codec of another addon', () => {
  const ROWS = ['{"a":1,"s":16,"n":1}', '{"a":3,"s":13,"n":2}'];

  it('writes and reads the functions of a logical plan; text and rows stay equal', async () => {
    const derived = session.withLogicalExtensionCodec(counting.logicalCodec());
    const path = join(folder, 'counted.plan');
    const written = await moved(() => derived.savePlan(SQL, path, { stage: 'optimized' }));
    // What is written is read back.
    const calls = { Udf: 5, Udaf: 2, Udwf: 2 };
    const both = Object.entries(calls).flatMap(([kind, count]) => [
      [`logicalEncode${kind}`, count],
      [`logicalDecode${kind}`, count],
    ]);
    expect(written).toEqual(Object.fromEntries(both));
    const bytes = Buffer.from(await derived.planBytes(SQL, 'optimized'));
    expect(bytes.includes('DFJSCHN\x01\x08\x00\x00\x00countingCNT1abs')).toBe(true);
    const read = await moved(async () =>
      expect(await rowsOf(derived, path, 'optimized', allowed)).toEqual(ROWS),
    );
    expect(read).toMatchObject({ logicalDecodeUdf: 3, logicalDecodeUdaf: 1, logicalDecodeUdwf: 1 });
    expect(await derived.planText(SQL, 'optimized', 'indent')).toBe(
      await session.planText(SQL, 'optimized', 'indent'),
    );
    const error = await rowsOf(session, path, 'optimized').catch((reason) => reason);
    expect(error).toMatchObject({ code: 'plan_extension_needed' });
    expect(error.message).toContain('"counting"');
  });

  it('writes and reads the functions of a physical plan', async () => {
    const derived = session.withPhysicalExtensionCodec(counting.physicalCodec(), 'other.id');
    expect(derived.physicalExtensionCodecIds()).toEqual(['other.id']);
    const path = join(folder, 'physical.plan');
    const written = await moved(() => derived.savePlan(SQL, path));
    expect(written).toMatchObject({ physicalEncodeUdf: expect.any(Number) });
    const read = await moved(async () =>
      expect(await rowsOf(derived, path, 'physical', allowed)).toEqual(ROWS),
    );
    expect(read).toMatchObject({ physicalDecodeUdf: expect.any(Number) });
  });

  it('serialises a table that only exists in memory', async () => {
    await ended(session.query('create table kept as values (1, 2), (3, 4)'));
    const derived = session.withLogicalExtensionCodec(counting.logicalCodec());
    const path = join(folder, 'memory.plan');
    const sql = 'select column1 + column2 as total from kept where column1 > 1';
    const written = await moved(() => derived.savePlan(sql, path, { stage: 'optimized' }));
    expect(written.encodeTableProvider).toBeGreaterThan(0);
    // A table of an extension may do anything: nothing of it is read without consent.
    const unread = await moved(() =>
      expect(rowsOf(derived, path, 'optimized')).rejects.toMatchObject({ code: 'plan_writes' }),
    );
    expect(unread.decodeTableProvider ?? 0).toBe(0);
    const read = await moved(async () =>
      expect(await rowsOf(derived, path, 'optimized', allowed)).toEqual(['{"total":7}']),
    );
    expect(read).toMatchObject({ decodeTableProvider: 1 });
  });
});

describe("a session's own stack", () => {
  it('serves another session, under the id of its session', async () => {
    const inner = session.withLogicalExtensionCodec(counting.logicalCodec());
    const outer = new Session();
    afterAll(() => outer.close());
    const derived = outer.withLogicalExtensionCodec(inner.logicalExtensionCodec());
    expect(derived.logicalExtensionCodecIds()[0]).toMatch(/^session:[0-9a-f-]{36}$/);
    const sql = 'select abs(column1) as a from (values (-1), (-2)) order by a';
    const bytes = Buffer.from(await derived.planBytes(sql, 'logical'));
    expect(bytes.includes('countingCNT1abs')).toBe(true);
    const path = file('nested.plan', bytes);
    inner.close();
    expect(await rowsOf(derived, path, 'logical', allowed)).toEqual(['{"a":1}', '{"a":2}']);
  });

  it('is refused twice under one id, and shares all but the codecs', async () => {
    const derived = session.withLogicalExtensionCodec(counting.logicalCodec());
    expect(derived.logicalExtensionCodecIds()).toEqual(['counting']);
    expect(session.logicalExtensionCodecIds()).toEqual([]);
    expect(codeOf(() => derived.withLogicalExtensionCodec(counting.logicalCodec()))).toBe(
      'codec_exists: An extension codec "counting" is installed already.',
    );
    expect(
      derived.withLogicalExtensionCodec(counting.logicalCodec(), 'b').logicalExtensionCodecIds(),
    ).toEqual(['counting', 'b']);
    expect(codeOf(() => session.withLogicalExtensionCodec(counting.logicalCodec(), 'a\nb'))).toMatch(
      /^invalid_request/,
    );
    await ended(derived.query('create view seen_by_both as select 1'));
    expect((await session.tables()).map((table) => table.name)).toContain('seen_by_both');
    derived.close();
    expect(session.info().logicalCodecs).toEqual([]);
  });
});

describe('an unusable handle', () => {
  it.each([
    ['untagged', 'it is no codec handle'],
    ['otherTag', 'it is no codec handle'],
    ['unwrapped', 'it was released'],
    ['magic', 'it is no codec, or one that was released'],
    ['size', 'its layout has 1 bytes instead of'],
    ['kind', 'it is of a kind that is not known'],
    ['ffi', 'it was built with datafusion-ffi 54.0.0; this is 55.2.0'],
    ['stabby', 'it was built with stabby 36.1.16; this is 72.1.16'],
  ])('is refused: %s', (flaw, why) => {
    for (const error of [
      codeOf(() => session.withLogicalExtensionCodec(counting.flawedCodec(flaw, false))),
      codeOf(() => session.withPhysicalExtensionCodec(counting.flawedCodec(flaw, true))),
    ])
      expect(error).toContain(`codec_unusable: The extension codec cannot be used: ${why}`);
  });

  it('is refused: other values, copies and codecs of the other layer', () => {
    const handle = counting.logicalCodec();
    const values: unknown[] = [
      undefined,
      null,
      1,
      'codec',
      () => handle,
      {},
      [],
      Object.create(handle as object),
      new Proxy(handle as object, {}),
      structuredClone(handle),
      session,
    ];
    for (const value of values)
      expect(codeOf(() => session.withLogicalExtensionCodec(value as LogicalCodecHandle))).toContain(
        'codec_unusable: The extension codec cannot be used: it is no codec handle.',
      );
    expect(
      codeOf(() =>
        session.withLogicalExtensionCodec(counting.physicalCodec() as unknown as LogicalCodecHandle),
      ),
    ).toContain('it is a physical codec, where a logical codec is needed');
    expect(
      codeOf(() =>
        session.withPhysicalExtensionCodec(counting.logicalCodec() as unknown as PhysicalCodecHandle),
      ),
    ).toContain('it is a logical codec, where a physical codec is needed');
  });

  it('a handle cannot be altered, and an ended thread leaves others working', async () => {
    const handle = counting.logicalCodec();
    expect(Object.isFrozen(handle)).toBe(true);
    const worker = new Worker(`require(process.argv[2]).logicalCodec()`, {
      eval: true,
      argv: [countingPath],
    });
    await new Promise((resolve) => worker.once('exit', resolve));
    const derived = session.withLogicalExtensionCodec(handle);
    const counted = await moved(() => derived.planBytes('select abs(-1)', 'logical'));
    expect(counted).toEqual({ logicalEncodeUdf: 1, logicalDecodeUdf: 1 });
  });
});
