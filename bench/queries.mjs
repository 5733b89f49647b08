/**
 * Time of queries on this build, another build of the addon, PyPI's datafusion, and DuckDB.
 *
 *     node bench/queries.mjs [rounds] [--against ADDON] [--data FOLDER --queries FOLDER] [--only q01,q02] [--peers] [--seed N] [--save]
 *
 * Each arm is a separate process over the same Parquet files: TPC-H at scale factor 1, generated in
 * the user's cache, or the tables (*.parquet) and queries (*.sql) of two folders. In each round
 * every query runs once on every arm, one after the other, in an order that the seed determines;
 * a first round does not count. Prints each query's fastest time per arm and the median ratio with
 * its interval. `--peers` adds the Python engines, `--save` writes the measurements to
 * bench/results/. Fails if this build is slower than ADDON by more than noise.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cache, root } from '../scripts/lib/paths.mjs';
import { python, remedy } from '../scripts/lib/python.mjs';
import { runOrThrow } from '../scripts/lib/run.mjs';
import { main, say, status, title, UserError } from '../scripts/lib/say.mjs';
import { Line } from './lib/line.mjs';
import { machine } from './lib/machine.mjs';
import { geometricMean, medianInterval, randomOf, shuffled, spread } from './lib/statistics.mjs';

const USAGE =
  'usage: node bench/queries.mjs [rounds] [--against ADDON] [--data FOLDER --queries FOLDER] [--only q01,q02] [--peers] [--seed N] [--save]';
/** A build counts as slower if even the low end of the interval is above this ratio. */
const NOISE = 1.05;

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      against: { type: 'string' },
      data: { type: 'string' },
      queries: { type: 'string', default: join(root, 'interop/tpch') },
      only: { type: 'string' },
      peers: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      seed: { type: 'string', default: '4' },
    },
  });
  const [seed, rounds] = [Number(values.seed), Number(positionals[0] ?? 7)];
  if (!Number.isInteger(seed) || !Number.isInteger(rounds) || rounds < 1) throw new UserError(USAGE);
  const peer = values.peers || !values.data ? await python() : null;
  if (!peer && (values.peers || !values.data)) throw new UserError(remedy);
  const facts = machine();
  const data = resolve(values.data ?? (await tpch(peer)));
  const queries = queriesOf(resolve(values.queries), values.only?.split(','));
  const arms = armsOf(values, peer);
  try {
    const tables = readdirSync(data)
      .filter((file) => file.endsWith('.parquet'))
      .map((file) => [basename(file, '.parquet'), join(data, file)]);
    for (const arm of Object.values(arms)) await arm.ask({ open: tables });
    const measured = await measure(arms, queries, rounds, seed);
    const summary = summarise(measured, Object.keys(arms));
    report(summary);
    const date = new Date().toISOString();
    if (values.save) {
      const file = `bench/results/queries-${basename(data)}-${date.slice(0, 10)}.json`;
      mkdirSync(join(root, 'bench/results'), { recursive: true });
      writeFileSync(
        join(root, file),
        `${JSON.stringify({ date, machine: facts, rounds, seed, summary, measured })}\n`,
      );
      say(`\n${file}`);
    }
    return summary.ratios.before?.low > NOISE ? 1 : 0;
  } finally {
    for (const arm of Object.values(arms)) arm.close();
  }
});

/** `{name: sql}`; `only` names some of them. */
function queriesOf(folder, only) {
  const found = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => [basename(file, '.sql'), readFileSync(join(folder, file), 'utf8')])
    .filter(([name]) => !only || only.includes(name));
  if (found.length === 0)
    throw new UserError(`${folder} holds no query${only ? ` named ${only.join(', ')}` : ''}`);
  return Object.fromEntries(found);
}

/** @param {{ against?: string, peers: boolean }} values */
function armsOf({ against, peers }, peer) {
  const node = (addon) => new Line(process.execPath, [join(root, 'bench/queries_arm.mjs'), resolve(addon)]);
  const engine = (name) => new Line(peer.python, ['-u', join(root, 'bench/queries_peer.py'), name]);
  return {
    product: node(process.env.PLANARIUM_ADDON ?? join(root, 'dist/native/planarium.node')),
    ...(against && { before: node(against) }),
    ...(peers && { datafusion: engine('datafusion'), duckdb: engine('duckdb') }),
  };
}

/** The folder of TPC-H's tables at scale factor 1 (about 350 MB), generated once. */
async function tpch(peer) {
  const folder = join(cache, 'bench', 'tpch-1');
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  const args = ['parquet', '-s', '1', '--output-dir', made];
  await runOrThrow('Making the TPC-H tables', peer.tpchgen, args, { onLine: () => {} });
  renameSync(made, folder);
  return folder;
}

/** `{query: [{arm: milliseconds}]}`, one object per round. */
async function measure(arms, queries, rounds, seed) {
  const names = Object.keys(queries);
  title(`Timing ${names.length} queries on ${Object.keys(arms).join(', ')}, ${rounds} rounds`);
  const random = randomOf(seed);
  /** @type {Record<string, Record<string, number>[]>} */
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  const failed = new Set();
  for (let round = -1; round < rounds; round += 1) {
    for (const name of shuffled(names, random)) {
      if (failed.has(name)) continue;
      status(`round ${round + 1} of ${rounds}, ${name}`);
      /** @type {Record<string, number>} */
      const times = {};
      /** @type {Record<string, number>} */
      const counts = {};
      for (const arm of shuffled(Object.keys(arms), random)) {
        const { ms, rows, error } = await arms[arm].ask({ sql: queries[name] });
        if (error) {
          failed.add(name);
          say(`${name} fails on ${arm}: ${error}`);
          break;
        }
        times[arm] = ms;
        counts[arm] = rows;
      }
      if (failed.has(name)) continue;
      if (new Set(Object.values(counts)).size > 1)
        throw new UserError(`${name} has other numbers of rows: ${JSON.stringify(counts)}`);
      if (round >= 0) measured[name].push(times);
    }
  }
  for (const name of failed) delete measured[name];
  return measured;
}

/** Times of each query, and the ratios of the product to the other arms: the median of the rounds' geometric means. */
function summarise(measured, arms) {
  const names = Object.keys(measured);
  const queries = names.map((name) => ({
    name,
    best: Object.fromEntries(
      arms.map((arm) => [arm, Math.min(...measured[name].map((times) => times[arm]))]),
    ),
    ratio: Object.fromEntries(
      arms.slice(1).map((arm) => [arm, spread(measured[name].map((times) => times.product / times[arm]))]),
    ),
  }));
  const rounds = measured[names[0]].map((_, round) => names.map((name) => measured[name][round]));
  const ratios = Object.fromEntries(
    arms
      .slice(1)
      .map((arm) => [
        arm,
        medianInterval(
          rounds.map((queries) => geometricMean(queries.map((times) => times.product / times[arm]))),
        ),
      ]),
  );
  return { queries, ratios };
}

function report({ queries, ratios }) {
  for (const { name, best, ratio } of queries) {
    const times = Object.entries(best).map(([arm, ms]) => `${arm} ${ms.toFixed(1).padStart(8)} ms`);
    const parts = Object.entries(ratio).map(
      ([arm, { min, median, max }]) => `x ${arm} ${median.toFixed(2)} [${min.toFixed(2)}, ${max.toFixed(2)}]`,
    );
    say(`  ${name.padEnd(8)} ${[...times, ...parts].join('  ')}`);
  }
  for (const [arm, { low, median, high }] of Object.entries(ratios))
    say(`geometric mean, product / ${arm}: ${median.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`);
}
