/**
 * Start time of the workbench, compared with an empty Electron window.
 *
 *     node bench/startup.mjs [pairs]
 *
 * Each pair starts both on profiles of the same kind, one after the other; the
 * order alternates. Two series: a fresh profile, and one that was used before.
 * Prints min / median / max in milliseconds since the process was spawned and
 * writes every measurement to bench/results/.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron } from '../scripts/electron.mjs';
import { withDisplay } from '../scripts/lib/display.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { main, say, title } from '../scripts/lib/say.mjs';
import { machine } from './lib/machine.mjs';
import { applications, start } from './lib/probe.mjs';
import { spread } from './lib/statistics.mjs';

/** The mark that the ratio compares; the empty window reaches no other relevant mark. */
const COMPARED = 'window shown';
const TARGET = 1.5;
/** Chromium caches compiled code once a script was loaded a few times. */
const WARM_UPS = 3;

await main(async () => {
  const pairs = Number(process.argv[2] ?? 10);
  const electron = await findElectron({ quiet: true });
  const facts = machine();
  const folder = mkdtempSync(join(tmpdir(), 'planarium-startup-'));
  try {
    const series = await withDisplay(async (display) => {
      const place = { electron, folder, display };
      return {
        fresh: await measure('fresh', pairs, place),
        restored: await measure('restored', pairs, place),
      };
    });
    for (const [kind, measured] of Object.entries(series)) report(kind, measured);
    const date = new Date().toISOString();
    const file = join(root, 'bench/results', `startup-${date.slice(0, 10)}.json`);
    mkdirSync(join(root, 'bench/results'), { recursive: true });
    const { version, source } = electron;
    const result = { date, machine: facts, electron: { version, source }, pairs, series };
    writeFileSync(file, `${JSON.stringify(result, null, 1)}\n`);
    say(`\nbench/results/startup-${date.slice(0, 10)}.json`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** Warm-ups, which create the used profile, then pairs in alternating order. */
async function measure(kind, pairs, { electron, folder, display }) {
  title(`Starting on a ${kind} profile, ${pairs} pairs`);
  const used = {};
  for (const [name, application] of Object.entries(applications)) {
    used[name] = join(folder, kind, name);
    mkdirSync(used[name], { recursive: true });
    for (let time = 0; time < WARM_UPS; time += 1)
      await start(application, { electron, home: used[name], display });
  }
  const measured = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? ['empty', 'workbench'] : ['workbench', 'empty'];
    const marks = {};
    for (const name of order) {
      const home = join(folder, kind, `${name}-${pair}`);
      if (kind === 'restored') cpSync(used[name], home, { recursive: true, filter: notALock });
      else mkdirSync(home);
      marks[name] = rounded(await start(applications[name], { electron, home, display }));
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
    measured.push({ order, ...marks });
  }
  return measured;
}

/** Chromium's locks are links that name an ended process. */
function notALock(path) {
  return !/Singleton(Lock|Cookie|Socket)$/.test(path);
}

function rounded(marks) {
  return Object.fromEntries(Object.entries(marks).map(([name, ms]) => [name, Math.round(ms * 10) / 10]));
}

function report(kind, measured) {
  say(`\n${kind} profile, ms since the spawn: min / median / max`);
  for (const name of Object.keys(applications)) {
    const median = (mark) => spread(measured.map((pair) => pair[name][mark])).median;
    for (const mark of Object.keys(measured[0][name]).sort((a, b) => median(a) - median(b))) {
      const { min, median: middle, max } = spread(measured.map((pair) => pair[name][mark]));
      const figures = [min, middle, max].map((ms) => ms.toFixed(0).padStart(6)).join(' ');
      say(`  ${name.padEnd(10)} ${mark.padEnd(24)} ${figures}`);
    }
  }
  const ratios = measured.map((pair) => pair.workbench[COMPARED] / pair.empty[COMPARED]);
  const { min, median, max } = spread(ratios);
  const verdict = median <= TARGET ? 'met' : 'missed';
  say(`  ratio of "${COMPARED}", pair by pair: ${[min, median, max].map((x) => x.toFixed(2)).join(' / ')}`);
  say(`  target ${TARGET}: ${verdict}`);
}
