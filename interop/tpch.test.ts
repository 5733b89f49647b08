import { beforeAll, describe, expect, it } from 'vitest';
import type { PlanKind } from '../native/node';
import { base64, type Rows } from './peer';
import { openTpch, ourRows, place, queries, runBytes, SUBQUERIES, setUp } from './support';

const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];

describe.skipIf(!place)('TPC-H', () => {
  const both = place ? setUp() : (undefined as never);
  const expected = new Map<string, Rows>();

  beforeAll(async () => {
    await openTpch(both);
    for (const [name, sql] of queries) {
      expected.set(name, await both.peer.call<Rows>('rows', { session: 'tpch', sql }));
    }
  });

  it.each(queries)('%s: the same rows from both engines', async (name, sql) => {
    expect(await ourRows(both.session, both.peer, sql)).toEqual(expected.get(name));
  });

  describe.each(kinds)('%s plans', (stage) => {
    const carried = queries.filter(([name]) => stage !== 'logical' || !SUBQUERIES.includes(name));

    it.each(carried)('%s: what we write, Python reads and runs', async (name, sql) => {
      const data = base64(await both.session.planBytes(sql, stage));
      expect(await both.peer.call('run', { session: 'tpch', data, stage })).toEqual(expected.get(name));
    });

    it.each(carried)('%s: what Python writes, we read and run', async (name, sql) => {
      const data = await both.peer.call<string>('encode', { session: 'tpch', sql, stage });
      expect(await runBytes(both, data, stage)).toEqual(expected.get(name));
    });
  });

  describe('initial logical plans with EXISTS, IN or correlated subqueries', () => {
    const sqlOf = (name: string) => new Map(queries).get(name) ?? '';

    it.each(SUBQUERIES)('%s: Python has no bytes for it', async (name) => {
      await expect(
        both.peer.call('encode', { session: 'tpch', sql: sqlOf(name), stage: 'logical' }),
      ).rejects.toThrow(
        /Proto serialization error: .*(outer_ref\(.*\)|EXISTS \(<subquery>\)|IN \(<subquery>\)) is not yet supported/,
      );
    });

    it.each(SUBQUERIES)(
      '%s: we write and run it; Python refuses it by the name of our mark',
      async (name) => {
        const bytes = await both.session.planBytes(sqlOf(name), 'logical');
        const data = base64(bytes);
        expect(Buffer.from(bytes).toString('latin1')).toContain('DFJSSQ');
        expect(await runBytes(both, data, 'logical')).toEqual(expected.get(name));
        await expect(both.peer.call('run', { session: 'tpch', data, stage: 'logical' })).rejects.toThrow(
          /LogicalExtensionCodec is not provided for scalar function dfjssq_(outer|exists|in)\b/,
        );
      },
    );
  });
});
