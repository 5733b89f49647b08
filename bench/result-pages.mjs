/**
 * What pages of a large result take, and what the result takes, where most of it is on disk.
 *
 *     node bench/result-pages.mjs [millions of rows] [--pages N] [--addon ADDON] [--save]
 *
 * A result of ten columns (numbers, texts, times) is stored to its end, then pages of 64 rows at
 * random offsets are read from it and from its rows sorted by a text. Prints the milliseconds of
 * pages, of sorting, filtering and searching, the memory of the process and the bytes on disk.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { main, say } from '../scripts/lib/say.mjs';
import { machine } from './lib/machine.mjs';
import { percentile, randomOf } from './lib/statistics.mjs';

const PAGE_ROWS = 64;

const sqlOf = (rows) => `SELECT value AS id, (value * 7919) % 1000003 AS k, value % 97 AS small,
  CAST(value AS DOUBLE) / 7 AS ratio, value % 3 = 0 AS flag,
  concat('name ', (value * 31) % 100003) AS name, concat('city ', value % 997) AS city,
  arrow_cast(value * 60, 'Timestamp(Second, None)') AS at,
  CAST(value % 10000 AS DECIMAL(12, 2)) / 4 AS price, value * 3 AS other
  FROM generate_series(1, ${rows}) AS s(value)`;

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pages: { type: 'string', default: '1000' },
      addon: { type: 'string', default: join(root, 'dist/native/planarium.node') },
      save: { type: 'boolean', default: false },
    },
  });
  const rows = Number(positionals[0] ?? 20) * 1e6;
  const facts = machine();
  const { Session } = createRequire(import.meta.url)(values.addon);
  const session = new Session('{}');
  const unbounded = { rowLimit: Number.MAX_SAFE_INTEGER, byteLimit: Number.MAX_SAFE_INTEGER };
  const start = performance.now();
  const query = session.query(sqlOf(rows), JSON.stringify(unbounded));
  let status = JSON.parse(query.status());
  while (status.phase === 'planning' || status.phase === 'running')
    status = JSON.parse(await query.changed(status.version));
  if (status.error) throw new Error(status.error.message);
  const results = {
    storedMs: performance.now() - start,
    rows: status.rows,
    memoryRows: status.memoryRows,
    memoryBytes: status.bytes - status.diskBytes,
    diskBytes: status.diskBytes,
  };
  const random = randomOf(1);
  const pages = async (total, viewId) => {
    const times = [];
    for (let page = 0; page < Number(values.pages); page += 1) {
      const offset = Math.floor(random() * Math.max(1, total - PAGE_ROWS));
      const request = {
        offset,
        limit: PAGE_ROWS,
        cellBytes: 1200,
        pageBytes: 512 * 1024,
        ...(viewId && { viewId }),
      };
      const began = performance.now();
      await query.page(JSON.stringify(request));
      times.push(performance.now() - began);
    }
    return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), most: Math.max(...times) };
  };
  const timed = async (work) => {
    const began = performance.now();
    const value = JSON.parse(await work().result());
    return { value, ms: performance.now() - began };
  };
  results.pages = await pages(results.rows);
  results.residentBytes = process.memoryUsage.rss();
  const view = (request) => timed(() => query.view(JSON.stringify(request)));
  const key = (column) => ({ column, descending: true, nullsFirst: false });
  const sorts = { number: await view({ sort: [key(1)] }), text: await view({ sort: [key(5)] }) };
  results.sortNumberMs = sorts.number.ms;
  results.sortTextMs = sorts.text.ms;
  results.sortedPages = await pages(results.rows, sorts.text.value.viewId);
  results.filterMs = (await view({ filter: [{ column: 1, op: 'less', values: ['1000'] }] })).ms;
  results.findMs = (await timed(() => query.find(JSON.stringify({ text: 'name 99' })))).ms;
  results.residentAtEndBytes = process.memoryUsage.rss();
  query.close();
  session.close();
  report(results);
  if (!values.save) return;
  const date = new Date().toISOString();
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  const file = `bench/results/result-pages-${date.slice(0, 10)}.json`;
  writeFileSync(join(root, file), `${JSON.stringify({ date, machine: facts, results })}\n`);
  say(`\n${file}`);
});

function report(results) {
  const size = (bytes) => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
  const ms = (value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  const pages = ({ p50, p95, most }) => `p50 ${ms(p50)}, p95 ${ms(p95)}, most ${ms(most)}`;
  say(`${results.rows.toLocaleString('en')} rows stored in ${ms(results.storedMs)}`);
  say(
    `memory ${size(results.memoryBytes)} (${results.memoryRows.toLocaleString('en')} rows), disk ${size(results.diskBytes)}`,
  );
  say(`process ${size(results.residentBytes)}, after sorting ${size(results.residentAtEndBytes)}`);
  say(`pages of ${PAGE_ROWS} rows: ${pages(results.pages)}`);
  say(`pages sorted by text: ${pages(results.sortedPages)}`);
  say(`sort by number ${ms(results.sortNumberMs)}, by text ${ms(results.sortTextMs)}`);
  say(`filter ${ms(results.filterMs)}, find ${ms(results.findMs)}`);
}
