/**
 * A long run of the random statements: all their plans are converted to bytes and back.
 *
 *     node scripts/long-plans.mjs [cases] [--seed N]
 *
 * 10,000 cases by default. Writes the results to native/engine/tests/long-runs/; fails if a case
 * did, with the command that repeats it.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../bench/lib/machine.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { cargoEnv, manifest, rustcVersion } from './lib/rust.mjs';
import { main, say, title, UserError } from './lib/say.mjs';

const TEST = 'random_sql::random_statements_survive_the_trip';

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string', default: '4' } },
  });
  const [seed, cases] = [Number(values.seed), Number(positionals[0] ?? 10_000)];
  if (!Number.isInteger(seed) || !Number.isInteger(cases) || cases < 1)
    throw new UserError('usage: node scripts/long-plans.mjs [cases] [--seed N]');
  const [date, facts] = [new Date().toISOString(), machine()];
  const folder = mkdtempSync(join(tmpdir(), 'planarium-long-'));
  try {
    title(`${cases} random statements, seed ${seed}`);
    const report = join(folder, 'report.json');
    const env = cargoEnv({
      PLANARIUM_RANDOM_SEED: String(seed),
      PLANARIUM_RANDOM_CASES: String(cases),
      PLANARIUM_RANDOM_REPORT: report,
    });
    const args = [
      'test',
      '--release',
      '--manifest-path',
      manifest,
      '-p',
      'planarium-engine',
      '--test',
      'engine',
    ];
    const code = await run('cargo', [...args, '--', '--exact', TEST], { env });
    if (!existsSync(report)) throw new UserError('the run left no report (its messages are above)');
    const result = {
      date,
      machine: facts,
      rustc: rustcVersion()?.split('\n')[0],
      ...JSON.parse(readFileSync(report, 'utf8')),
    };
    const file = `native/engine/tests/long-runs/random-sql-${date.slice(0, 10)}.json`;
    mkdirSync(join(root, 'native/engine/tests/long-runs'), { recursive: true });
    writeFileSync(join(root, file), `${JSON.stringify(result, null, 2)}\n`);
    say(`\n${file}`);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
