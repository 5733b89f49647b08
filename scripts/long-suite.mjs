/**
 * A long run of DataFusion's published suite: all plans of its queries are converted to bytes and
 * back.
 *
 *     node scripts/long-suite.mjs                  all files, and the record of it
 *     node scripts/long-suite.mjs joins.slt,cte    files with one of these in their names, no record
 *
 * Writes native/engine/tests/long-runs/published-suite.json, and prints the differences from the
 * previous one. Findings go to artifacts/tests/published-suite.jsonl. Fails if a plan is not kept and not
 * in the list of native/engine/tests/engine/suite/known.rs, or is kept although it is in the list.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from '../bench/lib/machine.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { cargoEnv, manifest, rustcVersion } from './lib/rust.mjs';
import { main, say, title, UserError } from './lib/say.mjs';

const TEST = 'suite::plans_of_the_published_suite_survive_the_trip';
const RECORD = 'native/engine/tests/long-runs/published-suite.json';

await main(async () => {
  const [files = 'all', ...more] = process.argv.slice(2);
  if (more.length > 0) throw new UserError('usage: node scripts/long-suite.mjs [part of a name,...]');
  const facts = machine();
  const folder = mkdtempSync(join(tmpdir(), 'planarium-suite-'));
  try {
    title(`The published suite: ${files}`);
    const report = join(folder, 'report.json');
    const details = join(root, 'artifacts/tests/published-suite.jsonl');
    mkdirSync(join(details, '..'), { recursive: true });
    const env = cargoEnv({
      PLANARIUM_SUITE_FILES: files,
      PLANARIUM_SUITE_REPORT: report,
      PLANARIUM_SUITE_DETAILS: details,
    });
    const args = ['test', '--release', '--manifest-path', manifest, '-p', 'planarium-engine'];
    const code = await run('cargo', [...args, '--test', 'engine', '--', '--exact', TEST], { env });
    if (!existsSync(report)) throw new UserError('the run left no report (its messages are above)');
    const { seconds, noLongerFailing, ...found } = JSON.parse(readFileSync(report, 'utf8'));
    for (const name of noLongerFailing) say(`kept now, take it off the list: ${name}`);
    if (files === 'all') record(found, { seconds, machine: facts });
    else say(JSON.stringify(found.figures, null, 2));
    return code || (noLongerFailing.length > 0 ? 1 : 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Writes the record, and prints the differences from the last one. */
function record(found, run) {
  const file = join(root, RECORD);
  const last = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const [before, after] = [flat(last.figures), flat(found.figures)];
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort())
    if (before.get(key) !== after.get(key))
      say(`${key}: ${before.get(key) ?? '-'}, now ${after.get(key) ?? '-'}`);
  const about = { date: new Date().toISOString(), ...run, rustc: rustcVersion()?.split('\n')[0] };
  writeFileSync(file, `${JSON.stringify({ ...about, ...found }, null, 2)}\n`);
  say(`\n${RECORD}`);
}

/** Every figure by its path. */
function flat(value, path = '', found = new Map()) {
  if (value !== null && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) flat(inner, path ? `${path} / ${key}` : key, found);
  else if (path) found.set(path, value);
  return found;
}
