import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cargoTarget, root } from './paths.mjs';
import { output, run } from './run.mjs';
import { complain, duration, status, UserError } from './say.mjs';

export const manifest = join(root, 'native', 'Cargo.toml');

/** Where `#[napi]` writes the source of the declaration file; one folder per clone. */
export const typeDefs = join(
  cargoTarget,
  'napi-types',
  createHash('sha256').update(root).digest('hex').slice(0, 12),
);

/** The environment of every building cargo call: the same for all, so that nothing is built twice. */
export function cargoEnv(extra = {}) {
  // The folder has to exist when the addon's crate is compiled to receive its declarations.
  mkdirSync(typeDefs, { recursive: true });
  claimTarget();
  return { ...targetEnv(), ...protoc(), ...extra };
}

/**
 * Assigns the target folder to this clone. Cargo identifies the crates of a workspace by their path
 * in it, so in a shared target folder it would use those of another clone as long as they are newer
 * than the sources here. The last clone's builds of them are removed first.
 */
function claimTarget() {
  const note = join(cargoTarget, 'clone.txt');
  if (existsSync(note) && readFileSync(note, 'utf8') === root) return;
  if (existsSync(join(cargoTarget, 'release'))) {
    const args = ['clean', '--release', '--workspace', '--manifest-path', manifest];
    if (output('cargo', args, { env: targetEnv() }) === null) return;
  }
  mkdirSync(cargoTarget, { recursive: true });
  writeFileSync(note, root);
}

const targetEnv = () => ({
  ...process.env,
  CARGO_TARGET_DIR: cargoTarget,
  NAPI_TYPE_DEF_TMP_FOLDER: typeDefs,
});

let vendored;

/** The Protocol Buffers compiler that `datafusion-substrait` needs: the user's `PROTOC`, else the vendored one. */
function protoc() {
  if (process.env.PROTOC) return {};
  vendored ??= output(
    'cargo',
    ['run', '--release', '--quiet', '--manifest-path', manifest, '--package', 'planarium-protoc'],
    { env: targetEnv(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (!vendored)
    throw new UserError(
      'protoc is missing. Install it (Debian: apt install protobuf-compiler) and set PROTOC',
    );
  const [PROTOC, PROTOC_INCLUDE] = vendored.split('\n');
  return { PROTOC, PROTOC_INCLUDE };
}

/** `rustc -vV`: version, commit and host. */
export function rustcVersion() {
  return output('rustc', ['-vV']);
}

/**
 * The fields of cargo's message about a finished library or program that the scripts read.
 *
 * @typedef {{ target: { name: string }, filenames: string[], executable: string | null }} Artifact
 */

/**
 * Runs a building cargo command and shows its progress. Resolves with its exit
 * code; compiler messages go to standard error.
 *
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, onArtifact?: (artifact: Artifact) => void }} [options]
 */
export async function cargoBuild(args, { env = {}, onArtifact = () => {} } = {}) {
  const progress = new Progress();
  const ticker = setInterval(() => progress.show(), 2000);
  const format = '--message-format=json-render-diagnostics';
  try {
    return await run('cargo', [...args, '--manifest-path', manifest, format], {
      env: cargoEnv(env),
      onLine: (line, stream) => {
        if (stream === 'stderr') progress.hear(line);
        else if (line.startsWith('{')) {
          const message = JSON.parse(line);
          if (message.reason !== 'compiler-artifact') return;
          progress.done.add(message.package_id);
          onArtifact(message);
        }
      },
    });
  } finally {
    clearInterval(ticker);
  }
}

/** Progress of a cargo build, from its output. */
class Progress {
  /** Packages that are ready. */
  done = new Set();
  #compiled = 0;
  #now = '';
  #start = Date.now();
  /** Packages of all platforms, a few more than are built on this one. */
  #total = readFileSync(join(root, 'native', 'Cargo.lock'), 'utf8').split('[[package]]').length - 1;

  /** Takes a line of cargo's standard error. */
  hear(line) {
    if (/^\s+Compiling /.test(line)) this.#compiled += 1;
    // Cargo's own output is right-aligned in twelve columns ("   Compiling x"); the rest is the compiler's.
    if (/^ *[A-Z][a-z]+$/.test(line.slice(0, 12)) && line[12] === ' ') this.#now = line.trim();
    else complain(line);
  }

  show() {
    const where = `${this.done.size} of about ${this.#total} crates`;
    // If more than a few had to be compiled it is a first build; the user should know how long that takes.
    const forecast = this.#compiled > 50 ? ' (a first build takes 20 to 30 min on two cores)' : '';
    status(`${where}, ${duration(Date.now() - this.#start)}${forecast}: ${this.#now}`);
  }
}
