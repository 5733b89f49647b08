/** Quick checks of the content staged for a commit, not of later changes in the work tree. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { tool } from './programs.mjs';
import { output, run } from './run.mjs';
import { say } from './say.mjs';

/** Paths of the files that the next commit adds or changes, from the root. */
export function stagedFiles(folder = root) {
  const args = ['diff', '--cached', '--name-only', '--no-renames', '--diff-filter=d', '-z'];
  return (output('git', args, { cwd: folder }) ?? '').split('\0').filter(Boolean);
}

/**
 * Calls `body` with a temporary folder that contains the staged content of these files, and Biome's
 * configuration.
 *
 * @template T
 * @param {readonly string[]} files
 * @param {(folder: string) => Promise<T>} body
 */
export async function withStaged(files, body, from = root) {
  const folder = mkdtempSync(join(tmpdir(), 'planarium-staged-'));
  try {
    const paths = [...new Set([...files, 'biome.json', 'config/biome.borders.json'])];
    output('git', ['checkout-index', `--prefix=${folder}/`, '--', ...paths], { cwd: from });
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Lints and checks the format of the files that Biome supports. Resolves with its exit code.
 * @param {string} folder
 * @param {readonly string[]} files
 */
export function lintStaged(folder, files) {
  // Biome skips files of unsupported languages by itself.
  const flags = [
    '--error-on-warnings',
    '--no-errors-on-unmatched',
    '--files-ignore-unknown=true',
    '--vcs-enabled=false',
  ];
  return run(...tool('biome', ['check', ...flags, ...files]), { cwd: folder });
}

/**
 * Compares Rust files with rustfmt's format. Resolves with 1 if one differs.
 * @param {string} folder
 * @param {readonly string[]} files
 */
export async function formatStaged(folder, files) {
  let code = 0;
  for (const file of files.filter((path) => path.endsWith('.rs'))) {
    // From standard input rustfmt does not follow `mod` to files that are not staged.
    const input = readFileSync(join(folder, file), 'utf8');
    const formatted = output('rustfmt', ['--edition', '2024', '--emit', 'stdout'], { input, trim: false });
    if (formatted === input) continue;
    say(
      `${file}: ${formatted === null ? 'rustfmt cannot read it' : 'run `cargo fmt --manifest-path native/Cargo.toml --all`'}`,
    );
    code = 1;
  }
  return code;
}
