import { beforeAll, describe, expect, it } from 'vitest';
import { fromSubstrait } from '../native/node';
import { base64, type Rows } from './peer';
import { openTpch, ourRowsOf, place, queries, setUp } from './support';

/** Queries with a subquery that refers to the query around it, which DataFusion cannot write as Substrait. */
const CORRELATED = ['q02', 'q04', 'q17', 'q20', 'q21', 'q22'];

describe.skipIf(!place)('Substrait', () => {
  const both = place ? setUp() : (undefined as never);
  const expected = new Map<string, Rows>();

  beforeAll(async () => {
    await openTpch(both);
    for (const [name, sql] of queries)
      expected.set(name, await both.peer.call<Rows>('rows', { session: 'tpch', sql }));
  });

  it.each(queries)('%s: what we write, Python reads and runs', async (name, sql) => {
    const data = base64(await both.session.toSubstrait(sql));
    expect(await both.peer.call('run_substrait', { session: 'tpch', data })).toEqual(expected.get(name));
  });

  it.each(queries)(
    '%s: the initial plan too, unless a subquery refers to the query around it',
    async (name, sql) => {
      const plan = await both.session.logicalPlan(sql);
      if (CORRELATED.includes(name)) {
        await expect(both.session.toSubstrait(plan)).rejects.toMatchObject({ code: 'substrait_unsupported' });
        return;
      }
      const data = base64(await both.session.toSubstrait(plan));
      expect(await both.peer.call('run_substrait', { session: 'tpch', data })).toEqual(expected.get(name));
    },
  );

  it.each(queries)('%s: what Python writes, we read and run', async (name, sql) => {
    const data = await both.peer.call<string>('encode_substrait_of_sql', { session: 'tpch', sql });
    const plan = await fromSubstrait(both.session, Buffer.from(data, 'base64'));
    expect(await ourRowsOf(both, plan)).toEqual(expected.get(name));
  });
});
