import { beforeAll, describe, expect, it } from 'vitest';
import type { PlanKind } from '../native/node';
import { base64 } from './peer';
import { openTpch, place, queries, SUBQUERIES, setUp } from './support';

const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];

/** Plans without extensions: what is written must be upstream's format to the byte. */
describe.skipIf(!place)('bytes of plans', () => {
  const both = place ? setUp() : (undefined as never);
  const carried = (stage: PlanKind) =>
    queries.filter(([name]) => stage !== 'logical' || !SUBQUERIES.includes(name));

  beforeAll(() => openTpch(both));

  it.each(kinds)('%s: Python reads ours and writes the same bytes again', async (stage) => {
    for (const [name, sql] of carried(stage)) {
      const data = base64(await both.session.planBytes(sql, stage));
      expect(await both.peer.call('trip', { session: 'tpch', data, stage }), name).toBe(data);
    }
  });

  it.each(['logical', 'optimized'] as const)('%s: both write the same bytes', async (stage) => {
    for (const [name, sql] of carried(stage)) {
      const ours = base64(await both.session.planBytes(sql, stage));
      expect(await both.peer.call('encode', { session: 'tpch', sql, stage }), name).toBe(ours);
    }
  });
});
