/// <reference lib="dom" />
/**
 * Cost of watching the plan of a running query in the window.
 *
 *     node bench/live-plan.mjs [seconds] [--app FOLDER] [--save]
 *
 * The same work runs twice, as a plan of a few operators and as one of some 4,100, all of which
 * count rows the whole time. The plan pane is open, and text is typed into the editor. Prints, for both:
 * how long tasks blocked the window's thread per second, the milliseconds from a key to the following
 * frame, how late the main process's timers were, and the memory of all processes at the end.
 * `--app` measures the build of another clone; `--save` writes the figures to bench/results/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { _electron } from '@playwright/test';
import { findElectron } from '../scripts/electron.mjs';
import { withDisplay } from '../scripts/lib/display.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { main, say, title } from '../scripts/lib/say.mjs';
import { machine } from './lib/machine.mjs';
import { percentile } from './lib/statistics.mjs';

/** Milliseconds between two keys. */
const KEY_MS = 150;
/** Timeout for the plan to appear before it is measured, in milliseconds. */
const SETTLE_MS = 5000;

const SIZES = { small: 0, large: 10 };

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { app: { type: 'string', default: root }, save: { type: 'boolean', default: false } },
  });
  const seconds = Number(positionals[0] ?? 60);
  const electron = await findElectron({ quiet: true });
  const facts = machine();
  const measured = await withDisplay(async (display) => {
    const results = {};
    for (const [name, doublings] of Object.entries(SIZES)) {
      title(`A ${name} plan, ${seconds} s`);
      results[name] = await measure(doublings, seconds, { electron, display, folder: values.app });
      report(results[name]);
    }
    return results;
  });
  if (!values.save) return;
  const date = new Date().toISOString();
  const file = `bench/results/live-plan-${date.slice(0, 10)}.json`;
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  writeFileSync(
    join(root, file),
    `${JSON.stringify({ date, machine: facts, seconds, measured }, null, 1)}\n`,
  );
  say(`\n${file}`);
});

/** A query that runs for hours: the union of a branch with itself, `doublings` times. */
function statement(doublings) {
  const parts = ['p0 AS (SELECT value FROM generate_series(1, 1000000000000) WHERE value % 10000 = 0)'];
  for (let part = 1; part <= doublings; part += 1)
    parts.push(`p${part} AS (SELECT * FROM p${part - 1} UNION ALL SELECT * FROM p${part - 1})`);
  return `WITH ${parts.join(', ')} SELECT count(*) FROM p${doublings}`;
}

async function measure(doublings, seconds, { electron, display, folder }) {
  const home = mkdtempSync(join(tmpdir(), 'planarium-live-plan-'));
  const env = { ...display, PLANARIUM_HOME: home };
  delete env.ELECTRON_RUN_AS_NODE;
  const app = await _electron.launch({
    executablePath: electron.path,
    args: [...electron.args, folder],
    env,
  });
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(300_000);
    await page.getByRole('row', { name: 'flights', exact: true }).waitFor();
    await page.getByRole('button', { name: 'New query' }).first().click();
    await page.getByTestId('editor').click();
    await page.keyboard.insertText(statement(doublings));
    await page.keyboard.press('Control+Enter');
    const panes = page.getByRole('region', { name: 'Results, plan and messages' });
    await panes.getByRole('tab', { name: 'Plan', exact: true }).click();
    const started = performance.now();
    await page.getByRole('radio', { name: 'Executed' }).waitFor();
    const shownMs = performance.now() - started;
    await delay(SETTLE_MS);
    const before = await memory(app);
    await page.evaluate(watchWindow);
    await app.evaluate(watchMain);
    await page.getByTestId('editor').click();
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      await page.keyboard.type('-');
      await delay(KEY_MS);
    }
    const { blockedMs, elapsedMs, keysMs } = await page.evaluate(() => globalThis.measured());
    const lateMs = await app.evaluate(() => globalThis.measuredMain());
    return {
      shownMs: Math.round(shownMs),
      blockedMsPerSecond: Math.round((blockedMs / elapsedMs) * 1000),
      keys: keysMs.length,
      keyMs: { median: percentile(keysMs, 0.5), p95: percentile(keysMs, 0.95), max: percentile(keysMs, 1) },
      mainLateMs: {
        median: percentile(lateMs, 0.5),
        p95: percentile(lateMs, 0.95),
        max: percentile(lateMs, 1),
      },
      memoryMiB: { before, after: await memory(app) },
    };
  } finally {
    app.process().kill('SIGKILL');
    await app.close().catch(() => undefined);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Resident memory of each kind of process, in MiB. */
function memory(app) {
  return app.evaluate(({ app: electron }) => {
    const sums = {};
    for (const { type, memory } of electron.getAppMetrics())
      sums[type] = Math.round((sums[type] ?? 0) + memory.workingSetSize / 1024);
    return sums;
  });
}

/** In the page: sums tasks of more than 50 ms, and times each key to the end of the frame after it. */
function watchWindow() {
  const start = performance.now();
  const keysMs = [];
  let blockedMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blockedMs += duration;
  }).observe({ entryTypes: ['longtask'] });
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      const framed = new MessageChannel();
      framed.port1.onmessage = () => keysMs.push(performance.now() - timeStamp);
      requestAnimationFrame(() => framed.port2.postMessage(null));
    },
    { capture: true },
  );
  globalThis.measured = () => ({ blockedMs, elapsedMs: performance.now() - start, keysMs });
}

/** In the main process: how late a timer of 20 ms is, each time. */
function watchMain() {
  const late = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - last - 20));
    last = now;
  }, 20);
  globalThis.measuredMain = () => {
    clearInterval(timer);
    return late;
  };
}

function report({ shownMs, blockedMsPerSecond, keys, keyMs, mainLateMs, memoryMiB }) {
  const three = ({ median, p95, max }) => [median, p95, max].map((ms) => ms.toFixed(0)).join(' / ');
  const megabytes = (sums) =>
    Object.entries(sums)
      .map(([type, size]) => `${type} ${size}`)
      .join(', ');
  say(`  plan shown after                 ${shownMs} ms`);
  say(`  window blocked per second        ${blockedMsPerSecond} ms`);
  say(`  key to frame, median / p95 / max ${three(keyMs)} ms (${keys} keys)`);
  say(`  main process late, the same      ${three(mainLateMs)} ms`);
  say(`  memory before                    ${megabytes(memoryMiB.before)} MiB`);
  say(`  memory after                     ${megabytes(memoryMiB.after)} MiB`);
}
