import { beforeAll, describe, expect, it } from 'vitest';
import {
  ExecutionPlan,
  Expr,
  fromSubstrait,
  LogicalPlan,
  type PlanKind,
  substraitFromJson,
  substraitToJson,
} from '../native/node';
import { formats, openFormats, plainer } from './matrix';
import { base64, type Rows } from './peer';
import { ourRowsOf, place, setUp } from './support';

const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];

/** What Python has no bytes for that its own engine reads again: see formats.test.ts. */
const lost = (name: string, stage: PlanKind) =>
  stage === 'physical' ? /^(csv|lines|array)_|^array$|^arrow_stream$/.test(name) : name === 'memory';

describe.skipIf(!place)('JSON', () => {
  const both = place ? setUp() : (undefined as never);
  const all = [...formats, ...plainer];
  const expected = new Map<string, Rows>();

  beforeAll(async () => {
    await openFormats(both, all);
    for (const { name, sql } of all)
      expected.set(name, await both.peer.call<Rows>('rows', { session: 'formats', sql }));
  });

  describe('of Substrait', () => {
    // All that both engines have bytes for: see substraitFormats.test.ts.
    const carried = all
      .filter(({ path = '' }) => !/^(all|hive$)/.test(path))
      .filter(({ name }) => name !== 'seen');

    it.each(carried)('$name: what we write, Python reads and runs', async ({ name, sql }) => {
      const json = substraitToJson(await both.session.toSubstrait(sql));
      expect(await both.peer.call('run_substrait', { session: 'formats', json })).toEqual(expected.get(name));
    });

    it.each(carried)('$name: what Python writes, we read and run', async ({ name, sql }) => {
      const made = await both.peer.call<{ data: string; json: string }>('encode_substrait', {
        session: 'formats',
        sql,
      });
      const bytes = substraitFromJson(made.json);
      expect(base64(bytes)).toBe(made.data);
      expect(JSON.parse(substraitToJson(bytes))).toEqual(JSON.parse(made.json));
      expect(await ourRowsOf(both, await fromSubstrait(both.session, bytes))).toEqual(expected.get(name));
    });
  });

  describe('of plans and expressions', () => {
    it('Python has no such form', async () => {
      const methods = await both.peer.call<Record<string, string[]>>('methods');
      const json = (name: string) => methods[name]?.filter((method) => method.includes('json'));
      expect(json('LogicalPlan')).toEqual([]);
      expect(json('ExecutionPlan')).toEqual([]);
      expect(json('Expr')).toEqual([]);
      expect(json('Plan')).toEqual(['from_json', 'to_json']);
    });

    describe.each(kinds)('%s plans', (stage) => {
      const carried = formats.filter(({ name }) => !lost(name, stage));

      it.each(carried)('$name: what Python wrote survives our JSON', async ({ name, path, sql }) => {
        const data = await both.peer.call<string>('encode', { session: 'formats', sql, stage });
        const kind = stage === 'physical' ? ExecutionPlan : LogicalPlan;
        const read = await kind.fromBytes(both.session, Buffer.from(data, 'base64'));
        const again = await kind.fromJson(both.session, await read.toJson());
        const bytes = base64(await again.toBytes());
        expect(await both.peer.call('run', { session: 'formats', data: bytes, stage })).toEqual(
          expected.get(name),
        );
        // Rows inside the bytes are Arrow messages, in which each writer lays buffers out as it likes.
        if (stage !== 'physical' || path) expect(bytes).toBe(data);
      });

      it.each(carried.filter(({ name }) => name !== 'memory'))(
        '$name: our JSON becomes bytes that Python runs',
        async ({ name, sql }) => {
          const json = await both.session.planJson(sql, stage);
          const kind = stage === 'physical' ? ExecutionPlan : LogicalPlan;
          const data = base64(await (await kind.fromJson(both.session, json)).toBytes());
          expect(await both.peer.call('run', { session: 'formats', data, stage })).toEqual(
            expected.get(name),
          );
        },
      );
    });

    it('an expression of Python keeps its bytes through our JSON', async () => {
      const sql = "coalesce(word, upper(code), 'none') in ('north', 'größe') and price * 2 > wide";
      const data = await both.peer.call<string>('encode_expr', { session: 'formats', sql, table: 'parquet' });
      const read = await Expr.fromBytes(both.session, Buffer.from(data, 'base64'));
      const again = await Expr.fromJson(both.session, await read.toJson());
      expect(base64(await again.toBytes())).toBe(data);
    });
  });
});
