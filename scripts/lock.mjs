/**
 * Completes package-lock.json: packages without a checksum, and optional ones of other platforms.
 *
 * If node_modules exists, npm uses it as the source and omits other platforms' packages
 * (https://github.com/npm/cli/issues/4828); if a registry did not have a package, its entry may have
 * no checksum, which npm never adds later. This removes such entries and lets npm resolve the missing
 * ones in a folder without node_modules. All other entries do not change.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uncheckedByNpm } from './lib/locks.mjs';
import { root } from './lib/paths.mjs';
import { npm } from './lib/programs.mjs';
import { runOrThrow } from './lib/run.mjs';
import { main, say, UserError } from './lib/say.mjs';

await main(async () => {
  const path = join(root, 'package-lock.json');
  const before = readFileSync(path, 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'planarium-lock-'));
  try {
    const lock = JSON.parse(before);
    for (const name of uncheckedByNpm(lock)) delete lock.packages[name];
    const completed = join(folder, 'package-lock.json');
    writeFileSync(completed, `${JSON.stringify(lock, null, 2)}\n`);
    copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
    const flags = ['--package-lock-only', '--ignore-scripts', '--omit-lockfile-registry-resolved'];
    const args = ['install', ...flags, '--no-audit', '--no-fund', '--loglevel=error'];
    await runOrThrow('npm install', ...npm(args), { cwd: folder });
    const after = readFileSync(completed, 'utf8');
    const unchecked = uncheckedByNpm(JSON.parse(after));
    if (unchecked.length > 0)
      throw new UserError(`the registry has no SHA-512 checksum of\n    ${unchecked.join('\n    ')}`);
    if (after !== before) writeFileSync(path, after);
    say(after === before ? 'package-lock.json is complete' : 'package-lock.json was completed: commit it');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
