/** Quick checks of what is staged for a commit: the staged content, not what the editor has since made of it. */
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
 * Calls `body` with a temporary folder that holds these files as they are staged, and Biome's
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
 * Lints and checks the format of what Biome knows of these files. Resolves with its exit code.
 * @param {string} folder
 * @param {readonly string[]} files
 */
export function lintStaged(folder, files) {
  // Biome knows the files it has no language for, and skips them.
  const flags = [
    '--error-on-warnings',
    '--no-errors-on-unmatched',
    '--files-ignore-unknown=true',
    '--vcs-enabled=false',
  ];
  return run(...tool('biome', ['check', ...flags, ...files]), { cwd: folder });
}

/**
 * Compares Rust files with rustfmt's format. Resolves with 1 where one differs.
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
