import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../engine/engine';
import { openNativeEngine } from '../engine/nativeEngine';
import { hasEnded } from '../services/queryService';
import { flightsTemplate } from './index';

const data = join(import.meta.dirname, '../../../node_modules/vega-datasets/data');
let engine: Engine;

beforeAll(async () => {
  engine = openNativeEngine();
  for (const [name, file] of Object.entries(flightsTemplate.tables)) {
    await engine.openFile(join(data, file), { name });
  }
});
afterAll(() => engine.close());

function sqlOf(name: string): string {
  return flightsTemplate.queries.find((query) => query.name === name)?.sql ?? '';
}

// The last one has no ORDER BY: only its number of rows is fixed.
test.each([
  [
    'late-airports.sql',
    39,
    { state: 'IL', departures: 164472n, mean_delay: 8.7, late_percent: 15.1, worst_delay: 977n },
  ],
  [
    'busiest-routes.sql',
    50,
    { route: 'Las Vegas – Los Angeles', airports: 'LAS–LAX', flights: 16432n, mean_delay: 9.4 },
  ],
  ['worst-days.sql', 220, { origin: 'ABQ', place: 1n, departures: 96n, mean_delay: 51.9, above_usual: 46.9 }],
  ['rain-and-movies.sql', 12, { month: 1 }],
  ['every-flight.sql', 3_000_000, {}],
])(
  '%s gives its rows',
  async (name, rows, first) => {
    const query = engine.query(sqlOf(name));
    let status = query.status();
    while (!hasEnded(status)) status = await query.changed(status.version);
    expect(status).toMatchObject({ phase: 'done', error: null, rows });
    const page = tableFromIPC(await query.page({ offset: 0, limit: 1 }));
    expect(page.get(0)?.toJSON()).toMatchObject(first);
    query.close();
  },
  60_000,
);

test('the heavy query can be planned', async () => {
  const { stages } = await engine.explain(sqlOf('cancel-me.sql'));
  expect(stages.at(-1)?.nodes.some((node) => node.operator === 'HashJoinExec')).toBe(true);
});

test('every query that is open at first exists', () => {
  const names = flightsTemplate.queries.map((query) => query.name);
  expect(names).toEqual(expect.arrayContaining(flightsTemplate.open));
});
