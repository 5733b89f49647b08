/**
 * How long rows take to become CSV and Parquet files: this build against DuckDB.
 *
 *     node bench/export.mjs [rounds] [--data FILE.parquet] [--seed N]
 *
 * Both engines read the same Parquet file, by default TPC-H's lineitem at scale factor 1, and write
 * all of its rows; each is a process of its own, and they take turns in an order that the seed
 * determines. A first round does not count. Prints the fastest time of each and the median ratio.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cache, root } from '../scripts/lib/paths.mjs';
import { python, remedy } from '../scripts/lib/python.mjs';
import { main, say, status, UserError } from '../scripts/lib/say.mjs';
import { Line } from './lib/line.mjs';
import { randomOf, shuffled, spread } from './lib/statistics.mjs';

const FORMATS = { csv: '(FORMAT csv, HEADER)', parquet: '(FORMAT parquet, COMPRESSION zstd)' };

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string', default: join(cache, 'bench', 'tpch-1', 'lineitem.parquet') },
      seed: { type: 'string', default: '4' },
    },
  });
  const rounds = Number(positionals[0] ?? 5);
  if (!Number.isInteger(rounds) || rounds < 1) throw new UserError('usage: node bench/export.mjs [rounds]');
  const data = resolve(values.data);
  if (!statSync(data, { throwIfNoEntry: false }))
    throw new UserError(`There is no ${data}: run node bench/queries.mjs first, or name a file with --data.`);
  const peer = await python();
  if (!peer) throw new UserError(remedy);
  const addon = process.env.PLANARIUM_ADDON ?? join(root, 'dist/native/planarium.node');
  const arms = {
    product: new Line(process.execPath, [join(root, 'bench/export_arm.mjs'), resolve(addon)]),
    duckdb: new Line(peer.python, ['-u', join(root, 'bench/queries_peer.py'), 'duckdb']),
  };
  const out = mkdtempSync(join(tmpdir(), 'planarium-bench-'));
  try {
    for (const arm of Object.values(arms)) await arm.ask({ open: [['t', data]] });
    const random = randomOf(Number(values.seed));
    for (const [format, options] of Object.entries(FORMATS)) {
      const requests = {
        product: { sql: 'SELECT * FROM t', path: join(out, `product.${format}`), format },
        duckdb: { sql: `COPY t TO '${join(out, `duckdb.${format}`)}' ${options}` },
      };
      const measured = [];
      for (let round = -1; round < rounds; round += 1) {
        status(`${format}, round ${round + 1} of ${rounds}`);
        const times = {};
        for (const name of shuffled(Object.keys(arms), random)) {
          const { ms, error } = await arms[name].ask(requests[name]);
          if (error) throw new UserError(`${name}: ${error}`);
          times[name] = ms;
        }
        if (round >= 0) measured.push(times);
      }
      const best = (name) => Math.min(...measured.map((times) => times[name])).toFixed(0);
      const { min, median, max } = spread(measured.map(({ product, duckdb }) => product / duckdb));
      say(
        `${format.padEnd(8)} product ${best('product')} ms  duckdb ${best('duckdb')} ms  ` +
          `x duckdb ${median.toFixed(2)} [${min.toFixed(2)}, ${max.toFixed(2)}]`,
      );
    }
    return 0;
  } finally {
    for (const arm of Object.values(arms)) arm.close();
    rmSync(out, { recursive: true, force: true });
  }
});
