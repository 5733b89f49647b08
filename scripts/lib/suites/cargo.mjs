import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, hashOf } from '../hash.mjs';
import { root } from '../paths.mjs';
import { run } from '../run.mjs';
import { cargoEnv, manifest } from '../rust.mjs';
import { say, status, warn } from '../say.mjs';

const summary = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/;

/** Runs the Rust tests; passing ones are written to artifacts/tests/rust.log only. */
export async function rustSuite() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  mkdirSync(join(root, 'artifacts/tests'), { recursive: true });
  const before = generated();
  const log = createWriteStream(join(root, 'artifacts/tests/rust.log'));
  const code = await run('cargo', ['test', '--release', '--manifest-path', manifest, '--no-fail-fast'], {
    env: cargoEnv({ CARGO_TERM_COLOR: 'never' }),
    onLine: (line) => {
      log.write(`${line}\n`);
      const found = summary.exec(line);
      if (found) {
        counts.passed += Number(found[1]);
        counts.failed += Number(found[2]);
        counts.skipped += Number(found[3]);
      } else if (/^\s+Compiling |^test .* \.\.\. (ok|ignored)/.test(line)) {
        status(line.trim());
      } else if (
        line.trim() &&
        !/^(running \d+ tests?|\s+(Finished|Running|Downloaded|Downloading|Blocking))/.test(line)
      ) {
        say(`    ${line}`);
      }
    },
  });
  log.end();
  // ts-rs writes the declarations of the engine's types while the tests run.
  if (generated() !== before) warn('native/node/generated was out of date and has been updated: commit it');
  return { code, ...counts };
}

function generated() {
  return hashOf(filesBelow(['native/node/generated']));
}
