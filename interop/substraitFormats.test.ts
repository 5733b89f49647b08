import { beforeAll, describe, expect, it } from 'vitest';
import { fromSubstrait } from '../native/node';
import { formats, openFormats, plainer } from './matrix';
import { base64, type Rows } from './peer';
import { ourRowsOf, place, setUp } from './support';

type Stage = 'logical' | 'optimized';

type Refused = Record<string, Partial<Record<Stage, RegExp>>>;

const always = (reason: RegExp) => ({ logical: reason, optimized: reason });

const dictionary = /cannot hold values of the type Dictionary\(U?Int\d+, Utf8\)/;

/** What we refuse to write, by table. The same without it stands in `plainer`. */
const weRefuse: Refused = {
  stamps: always(/cannot hold the type Timestamp\(ns, "America\/Lima"\)/),
  dictionary: { optimized: dictionary },
  unnested: always(/cannot hold UNNEST/),
  hive: { optimized: dictionary },
  seen: { optimized: dictionary },
};

/** What Python refuses to write, by table. */
const pythonRefuses: Refused = {
  dictionary: { optimized: /Unsupported literal: Dictionary\(Int32, Utf8/ },
  unnested: always(/Unsupported plan type: Unnest/),
  hive: { optimized: /Unsupported literal: Dictionary\(UInt16, Utf8/ },
  seen: { optimized: /Unsupported literal: Dictionary\(Int32, Utf8/ },
};

/** What Python writes, but without the zone that a value is cast to: both engines read other rows. */
const pythonLoses = ['stamps'];

const stages: Stage[] = ['logical', 'optimized'];
const all = [...formats, ...plainer];
describe.skipIf(!place)('Substrait over every format', () => {
  const both = place ? setUp() : (undefined as never);
  const expected = new Map<string, Rows>();

  beforeAll(async () => {
    await openFormats(both, all);
    for (const { name, sql } of all)
      expected.set(name, await both.peer.call<Rows>('rows', { session: 'formats', sql }));
  });

  describe.each(stages)('%s plans', (stage) => {
    it.each(all)('$name: what we write, Python reads and runs', async ({ name, sql }) => {
      const initial = await both.session.logicalPlan(sql);
      const plan = stage === 'logical' ? initial : await initial.optimized();
      const reason = weRefuse[name]?.[stage];
      if (reason) {
        expect(plan.substraitRefusals().length).toBeGreaterThan(0);
        await expect(both.session.toSubstrait(plan)).rejects.toMatchObject({
          code: 'substrait_unsupported',
          message: expect.stringMatching(reason),
        });
        return;
      }
      const data = base64(await both.session.toSubstrait(plan));
      expect(await both.peer.call('run_substrait', { session: 'formats', data })).toEqual(expected.get(name));
    });

    it.each(all)('$name: what Python writes, we read and run', async ({ name, sql }) => {
      const made = both.peer.call<{ data: string }>('encode_substrait', { session: 'formats', sql, stage });
      const reason = pythonRefuses[name]?.[stage];
      if (reason) return expect(made).rejects.toThrow(reason);
      const { data } = await made;
      const rows = await ourRowsOf(both, await fromSubstrait(both.session, Buffer.from(data, 'base64')));
      expect(await both.peer.call('run_substrait', { session: 'formats', data })).toEqual(rows);
      if (pythonLoses.includes(name)) expect(rows).not.toEqual(expected.get(name));
      else expect(rows).toEqual(expected.get(name));
    });
  });
});
