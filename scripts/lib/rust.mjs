import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cargoTarget, root } from './paths.mjs';
import { output, run } from './run.mjs';
import { duration, status } from './say.mjs';

export const manifest = join(root, 'native', 'Cargo.toml');

/** Where `#[napi]` leaves what the declaration file is generated from; one folder per clone. */
export const typeDefs = join(
  cargoTarget,
  'napi-types',
  createHash('sha256').update(root).digest('hex').slice(0, 12),
);

/** The environment of every cargo call: the same for all, so that nothing is built twice. */
export function cargoEnv(extra = {}) {
  return { ...process.env, CARGO_TARGET_DIR: cargoTarget, NAPI_TYPE_DEF_TMP_FOLDER: typeDefs, ...extra };
}

/** `rustc -vV`: version, commit and host. */
export function rustcVersion() {
  return output('rustc', ['-vV']);
}

/**
 * Runs a building cargo command and shows where it is. Resolves with its exit
 * code; compiler messages go to standard error.
 */
export async function cargoBuild(args, { env = {}, onArtifact = () => {} } = {}) {
  const total = crateCount();
  const start = Date.now();
  let done = 0;
  let compiled = 0;
  let current = '';
  const show = () =>
    status(
      `${Math.min(done, total)} of about ${total} crates, ${duration(Date.now() - start)}${forecast(compiled, start)}: ${current}`,
    );
  const ticker = setInterval(show, 2000);
  try {
    return await run(
      'cargo',
      [...args, '--manifest-path', manifest, '--message-format=json-render-diagnostics'],
      {
        env: cargoEnv(env),
        onLine: (line, stream) => {
          if (stream === 'stdout') {
            const message = line.startsWith('{') ? JSON.parse(line) : {};
            if (message.reason !== 'compiler-artifact') return;
            done += 1;
            onArtifact(message);
            show();
          } else if (/^\s+(Compiling|Checking) /.test(line)) {
            compiled += 1;
            current = line.trim();
            show();
          } else if (!/^\s+(Finished|Fresh|Locking|Updating|Downloaded|Downloading|Running)\b/.test(line)) {
            process.stderr.write(`${line}\n`);
          } else {
            current = line.trim();
          }
        },
      },
    );
  } finally {
    clearInterval(ticker);
  }
}

/** Once more than a few crates had to be compiled it is a first build, and the user should know what that means. */
function forecast(compiled, start) {
  return compiled > 50 && Date.now() - start < 30 * 60_000
    ? ' (a first build takes 20 to 30 min on two cores)'
    : '';
}

function crateCount() {
  return readFileSync(join(root, 'native', 'Cargo.lock'), 'utf8').split('[[package]]').length - 1;
}
