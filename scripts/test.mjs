/**
 * Sets up, builds and runs the tests; ends with a summary.
 *
 *     node scripts/test.mjs [--quick] [rust] [unit] [addon] [interop] [e2e]
 */

import { buildExample } from './lib/addon.mjs';
import { duration, main, say, title, UserError } from './lib/say.mjs';
import { rustSuite } from './lib/suites/cargo.mjs';
import { playwrightSuite } from './lib/suites/playwright.mjs';
import { vitestSuite } from './lib/suites/vitest.mjs';
import { setup } from './setup.mjs';

const suites = {
  rust: rustSuite,
  unit: () => vitestSuite('unit'),
  addon: async () => {
    await buildExample();
    return vitestSuite('addon');
  },
  interop: () => vitestSuite('interop'),
  e2e: () => playwrightSuite('e2e'),
};
const quick = ['unit', 'addon'];
/** Suites that are skipped on a machine without their requirements, but never in CI. */
const mayBeSkipped = ['interop'];

await main(async () => {
  const words = process.argv.slice(2);
  const named = words.filter((word) => word !== '--quick');
  const unknown = named.find((name) => !suites[name]);
  if (unknown)
    throw new UserError(`there is no suite "${unknown}"; suites are ${Object.keys(suites).join(', ')}`);
  await setup({ build: true });

  const results = [];
  for (const name of named.length ? named : words.includes('--quick') ? quick : Object.keys(suites)) {
    title(`Tests: ${name}`);
    const start = Date.now();
    const result = { name, ...(await suites[name]()), time: Date.now() - start };
    // A suite that fails without a failed test, or that ran nothing, counts as a failure.
    const idle = result.passed + result.failed === 0;
    const excused = mayBeSkipped.includes(name) && result.skipped > 0 && !process.env.CI;
    const broken = (result.code !== 0 && result.failed === 0) || (idle && !excused);
    results.push({ ...result, failed: result.failed + (broken ? 1 : 0), broken });
  }

  say('');
  for (const { name, time, broken, ...counts } of results) {
    say(
      `${name.padEnd(7)} ${inWords(counts)} (${duration(time)})${broken ? ' - the suite itself did not run' : ''}`,
    );
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const total = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  say(inWords(total));
  return total.failed > 0 ? 1 : 0;
});

function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
