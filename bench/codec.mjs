/**
 * Time to convert plans to bytes and back: ours, PyPI's datafusion, and DataFusion's own codec.
 *
 *     node bench/codec.mjs [rounds] [--seed N]
 *
 * All start from the same bytes: the plans of the 22 TPC-H queries. In each round every arm does every plan; the arms of one plan run one after the
 * other in an order that the seed determines. A round gives one ratio: the geometric mean over
 * the plans. Prints the median of the rounds with its interval and writes every measurement to
 * bench/results/.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { python, remedy } from '../scripts/lib/python.mjs';
import { runOrThrow } from '../scripts/lib/run.mjs';
import { cargoBuild } from '../scripts/lib/rust.mjs';
import { main, say, status, title, UserError } from '../scripts/lib/say.mjs';
import { Addon } from './lib/codecArms.mjs';
import { Line } from './lib/line.mjs';
import { machine } from './lib/machine.mjs';
import { geometricMean, medianInterval, randomOf, shuffled } from './lib/statistics.mjs';

/** The arms, and the process that runs each. */
const ARMS = {
  python: "PyPI's datafusion",
  engine: "ours, from Rust on the session's threads",
  outside: 'ours, from Rust on another thread',
  addon: 'ours, from Node.js',
  stack: "DataFusion's functions with our codec stack",
  default: "DataFusion's functions with its own codec",
};
/**
 * Each ratio with the target of its median; null if there is none.
 *
 * @type {[arm: string, other: string, target: number | null][]}
 */
const RATIOS = [
  ['engine', 'python', 1],
  ['outside', 'python', null],
  ['addon', 'python', 1],
  ['stack', 'default', 1.02],
  ['engine', 'default', null],
];
const STAGES = ['optimized', 'physical'];
const WORKS = ['encode', 'decode'];
/** Number of calls that one measurement averages. */
const REPEATS = 20;

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string', default: '4' } },
  });
  const [seed, rounds] = [Number(values.seed), Number(positionals[0] ?? 15)];
  if (!Number.isInteger(seed) || !Number.isInteger(rounds) || rounds < 1)
    throw new UserError('usage: node bench/codec.mjs [rounds] [--seed N]');
  const peer = await python();
  if (!peer) throw new UserError(remedy);
  const bench = await benchBinary();
  const facts = machine();
  const folder = mkdtempSync(join(tmpdir(), 'planarium-codec-'));
  const rust = new Line(bench, ['--ignored', '--exact', 'codec_bench::serve', '--nocapture']);
  const arms = {
    python: new Line(peer.python, ['-u', join(root, 'bench/codec_peer.py')]),
    engine: rust,
    outside: rust,
    stack: rust,
    default: rust,
    addon: new Addon(),
  };
  try {
    const plans = await makePlans(arms, peer, folder);
    const measured = await measure(arms, plans, rounds, seed);
    const summary = summarise(measured);
    report(summary);
    const date = new Date().toISOString();
    const file = `bench/results/codec-${date.slice(0, 10)}.json`;
    mkdirSync(join(root, 'bench/results'), { recursive: true });
    const result = { date, machine: facts, rounds, seed, repeats: REPEATS, arms: ARMS, summary, measured };
    writeFileSync(join(root, file), `${JSON.stringify(result)}\n`);
    say(`\n${file}`);
  } finally {
    for (const arm of new Set(Object.values(arms))) arm.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The test binary, optimised like the product: its codec_bench module serves requests. */
async function benchBinary() {
  title('Building the Rust side');
  /** @type {string | undefined} */
  let path;
  const code = await cargoBuild(
    ['test', '--release', '--no-run', '-p', 'planarium-engine', '--test', 'engine'],
    {
      onArtifact: ({ target, executable }) => {
        if (target.name === 'engine' && executable) path = executable;
      },
    },
  );
  if (code !== 0 || !path)
    throw new UserError("the Rust side does not build (the compiler's messages are above)");
  return path;
}

/** Bytes of every plan, given to every arm; resolves with `[name, stage]` pairs. */
async function makePlans(arms, peer, folder) {
  const args = ['parquet', '-s', '0.01', '--output-dir', folder];
  await runOrThrow('Making the TPC-H tables', peer.tpchgen, args, { onLine: () => {} });
  const tables = readdirSync(folder).map((file) => [basename(file, '.parquet'), join(folder, file)]);
  await arms.addon.open(Object.fromEntries(tables));
  const plans = [];
  for (const file of readdirSync(join(root, 'interop/tpch')).sort()) {
    const name = basename(file, '.sql');
    const sql = readFileSync(join(root, 'interop/tpch', file), 'utf8');
    for (const stage of STAGES) {
      const load = join(folder, `${name}.${stage}`);
      writeFileSync(load, await arms.addon.plan(sql, stage));
      for (const arm of new Set(Object.values(arms))) await arm.ask({ load, name, stage });
      plans.push([name, stage]);
    }
  }
  return plans;
}

/** `{stage: {work: {plan: [{arm: nanoseconds}]}}}`, one object per round after a round that does not count. */
async function measure(arms, plans, rounds, seed) {
  title(`Timing ${plans.length} plans, ${rounds} rounds`);
  const random = randomOf(seed);
  const measured = {};
  for (let round = -1; round < rounds; round += 1) {
    status(`round ${round + 1} of ${rounds}`);
    for (const [name, stage] of shuffled(plans, random)) {
      for (const work of WORKS) {
        const times = {};
        for (const arm of shuffled(Object.keys(ARMS), random)) {
          const { ns } = await arms[arm].ask({ arm, name, stage, work, repeats: REPEATS });
          times[arm] = Math.round(ns);
        }
        measured[stage] ??= {};
        measured[stage][work] ??= {};
        measured[stage][work][name] ??= [];
        if (round >= 0) measured[stage][work][name].push(times);
      }
    }
  }
  return measured;
}

function summarise(measured) {
  const rows = [];
  for (const stage of STAGES) {
    for (const work of WORKS) {
      const byPlan = Object.values(measured[stage][work]);
      const rounds = byPlan[0].map((_, round) => byPlan.map((times) => times[round]));
      const microseconds = Object.fromEntries(
        Object.keys(ARMS).map((arm) => [
          arm,
          medianInterval(rounds.map((plans) => geometricMean(plans.map((plan) => plan[arm])) / 1000)).median,
        ]),
      );
      const ratios = RATIOS.map(([arm, other, target]) => ({
        ratio: `${arm} / ${other}`,
        target,
        ...medianInterval(rounds.map((plans) => geometricMean(plans.map((plan) => plan[arm] / plan[other])))),
      }));
      rows.push({ stage, work, microseconds, ratios });
    }
  }
  return rows;
}

function report(summary) {
  for (const { stage, work, microseconds, ratios } of summary) {
    say(`\n${work}, ${stage} plans: geometric mean over the queries, median of the rounds`);
    for (const [arm, words] of Object.entries(ARMS))
      say(`  ${words.padEnd(45)} ${microseconds[arm].toFixed(0).padStart(6)} µs`);
    for (const { ratio, target, low, median, high } of ratios) {
      const verdict = target === null ? '' : `  target ${target}: ${median <= target ? 'met' : 'missed'}`;
      const figures = `${median.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
      say(`  ${ratio.padEnd(45)} ${figures}${verdict}`);
    }
  }
}
