/** All static checks; every step runs, failures are listed at the end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBorders } from './borders.mjs';
import { declarationsCurrent } from './lib/addon.mjs';
import { allowedLicences, refusedLicences } from './lib/licences.mjs';
import { uncheckedByCargo, uncheckedByNpm } from './lib/locks.mjs';
import { installPackages } from './lib/npm.mjs';
import { root } from './lib/paths.mjs';
import { tool } from './lib/programs.mjs';
import { output, run } from './lib/run.mjs';
import { cargoBuild, manifest, rustcVersion } from './lib/rust.mjs';
import { duration, main, say, title, UserError } from './lib/say.mjs';
import { requireCompilers, requireNode } from './lib/tools.mjs';
import { checkTypes } from './types.mjs';

const colors = process.stdout.isTTY ? 'force' : 'off';

const steps = {
  'lock files': lockFiles,
  'licences of crates': licences,
  types: async () => (await checkTypes()).length,
  'borders of the layers': checkBorders,
  'lint and format': () => run(...tool('biome', ['ci', '--error-on-warnings', `--colors=${colors}`, '.'])),
  'unused exports and dependencies': () => run(...tool('knip', [])),
  rustfmt: () => run('cargo', ['fmt', '--all', '--check', '--manifest-path', manifest]),
  clippy: clippy,
  'generated declarations': async () => {
    if (await declarationsCurrent()) return 0;
    say('native/node/generated/binding.d.ts is not what the sources give: run `npm run build` and commit it');
    return 1;
  },
};

await main(async () => {
  requireNode();
  requireCompilers();
  for (const tool of ['clippy-driver', 'rustfmt']) {
    // rustup leaves a shim for a component that is not installed, which only running it shows.
    if (!output(tool, ['--version']))
      throw new UserError(`${tool} is missing. Install it with\n    rustup component add clippy rustfmt`);
  }
  await installPackages();
  const failed = [];
  for (const [name, step] of Object.entries(steps)) {
    title(`Check: ${name}`);
    const start = Date.now();
    if ((await step()) !== 0) failed.push(name);
    else say(`    clean (${duration(Date.now() - start)})`);
  }
  say(failed.length ? `check failed: ${failed.join(', ')}` : 'check passed');
  return failed.length ? 1 : 0;
});

/** Whether every downloaded package is verified by a checksum. Resolves with 1 if one is not. */
async function lockFiles() {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const npmPackages = uncheckedByNpm(JSON.parse(read('package-lock.json')));
  const crates = uncheckedByCargo(read('native/Cargo.lock'));
  for (const path of npmPackages) say(`package-lock.json: ${path} has no SHA-512 checksum`);
  if (npmPackages.length > 0) say('run `node scripts/lock.mjs` and commit package-lock.json');
  for (const crate of crates) say(`native/Cargo.lock: ${crate} has no checksum`);
  if (crates.length > 0) say('remove these from native/Cargo.lock, build, and commit it');
  return npmPackages.length + crates.length > 0 ? 1 : 0;
}

/**
 * Whether the licences of all crates that are built here are allowed. Those of other platforms are not
 * all downloaded; `cargo deny check` checks them, and advisories. Resolves with 1 otherwise.
 */
function licences() {
  const host = /^host: (.*)$/m.exec(rustcVersion() ?? '')?.[1];
  const args = ['metadata', '--format-version=1', '--locked', `--filter-platform=${host}`];
  const metadata = output('cargo', [...args, '--manifest-path', manifest]);
  if (metadata === null) throw new UserError('cargo metadata failed');
  const allowed = allowedLicences(readFileSync(join(root, 'native/deny.toml'), 'utf8'));
  const refused = refusedLicences(JSON.parse(metadata).packages, allowed);
  for (const crate of refused) say(`${crate} has no licence that native/deny.toml allows`);
  return refused.length > 0 ? 1 : 0;
}

/**
 * Clippy as the wrapper of an ordinary release build: dependencies are those of
 * the addon and the tests, and only our own crates are compiled for it.
 */
function clippy() {
  return cargoBuild(['build', '--release', '--all-targets'], {
    env: { RUSTC_WORKSPACE_WRAPPER: 'clippy-driver', CLIPPY_ARGS: '-Dwarnings__CLIPPY_HACKERY__' },
  });
}
