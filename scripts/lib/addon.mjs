/** The native addon: built once per state of its sources, kept in the user's cache. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { filesBelow, hashOf } from './hash.mjs';
import { cache, dist, root } from './paths.mjs';
import { output, which } from './run.mjs';
import { cargoBuild, rustcVersion, typeDefs } from './rust.mjs';
import { duration, say, title, UserError } from './say.mjs';

const finished = join(dist, 'native', 'planarium.node');
const kept = join(cache, 'addon');
const declarations = join(root, 'native/node/generated/binding.d.ts');

/** Maximum number of finished addons in the cache: 130 MB each. */
const keep = 4;

const notSource = (path) => /(node_modules|__test__|generated|tests|examples|\.ts|\.md)$/.test(path);

/** Hash of all inputs of the addon. */
function addonHash() {
  return hashOf(filesBelow(['native'], { except: notSource }), [
    rustcVersion() ?? 'no rustc',
    process.platform,
    process.arch,
  ]);
}

/**
 * Builds dist/native/planarium.node unless it is up to date with the sources.
 * Does nothing if `PLANARIUM_ADDON` names a finished one, which the product
 * then loads.
 */
export async function buildAddon() {
  if (process.env.PLANARIUM_ADDON) return;
  const hash = addonHash();
  const stamp = join(dist, '.stamps', 'native');
  if (existsSync(finished) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const cached = join(kept, `${hash}.node`);
  if (!existsSync(cached)) await compile(cached);
  utimesSync(cached, new Date(), new Date());
  replace(cached, finished);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  say(`    addon ready (${Math.round(statSync(finished).size / 1e6)} MB)`);
}

async function compile(target) {
  title(
    'Building the native addon (a first build takes 20 to 30 min on two cores, later ones about a minute)',
  );
  const start = Date.now();
  replace(await library(['planarium-node']), target);
  strip(target);
  await writeDeclarations();
  prune();
  say(`    addon built in ${duration(Date.now() - start)}`);
}

/**
 * Builds dist/native/counting-codec.node, a second addon that the tests exchange codecs
 * with. It is built together with the product's, so that DataFusion has one feature set.
 */
export async function buildExample() {
  replace(await library(['planarium-node', 'counting-codec']), join(dist, 'native', 'counting-codec.node'));
}

/**
 * Path of the library that cargo builds from the last of `packages`. Throws {@link UserError} if it does not build.
 *
 * @param {[string, ...string[]]} packages
 * @returns {Promise<string>}
 */
async function library(packages) {
  const name = packages.at(-1) ?? packages[0];
  const wanted = name.replaceAll('-', '_');
  /** @type {string | undefined} */
  let path;
  const code = await cargoBuild(
    [
      'build',
      '--release',
      ...(process.env.CI ? ['--locked'] : []),
      ...packages.flatMap((name) => ['-p', name]),
    ],
    {
      onArtifact: ({ target, filenames }) => {
        if (target.name === wanted) path = filenames.find((name) => /\.(so|dylib|dll)$/.test(name)) ?? path;
      },
    },
  );
  if (code !== 0 || !path) throw new UserError(`${name} does not build (the compiler's messages are above)`);
  return path;
}

/** Copies under a temporary name first: a process may have the old file mapped. */
function replace(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}`;
  copyFileSync(from, temporary);
  renameSync(temporary, to);
}

function strip(path) {
  if (process.platform === 'win32' || !which('strip')) return;
  output('strip', process.platform === 'darwin' ? ['-x', path] : ['--strip-unneeded', path]);
}

function prune() {
  const old = readdirSync(kept)
    .map((name) => ({ path: join(kept, name), time: statSync(join(kept, name)).mtimeMs }))
    .sort((a, b) => b.time - a.time)
    .slice(keep);
  for (const { path } of old) rmSync(path, { force: true });
}

/**
 * The declaration file's text, from the output of the last compilation of native/node in `folder`;
 * null before the first one. Every crate with `#[napi]` items writes a file there, and the generator
 * reads all files of a folder, so it gets a folder with only native/node's file.
 */
export async function declarationText(folder = typeDefs) {
  const left = join(folder, 'planarium-node');
  if (!existsSync(left)) return null;
  const { generateTypeDef } = await import('@napi-rs/cli');
  const alone = mkdtempSync(join(tmpdir(), 'planarium-types-'));
  try {
    // A check of all targets writes lines twice.
    const lines = new Set(readFileSync(left, 'utf8').split('\n'));
    writeFileSync(join(alone, 'planarium-node'), [...lines].join('\n'));
    const { dts } = await generateTypeDef({
      typeDefDir: alone,
      cwd: root,
      dtsHeader: '// Generated by @napi-rs/cli from the #[napi] items of native/node; do not edit.\n',
    });
    return dts;
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
}

/** Whether the committed declaration file is up to date with the sources. */
export async function declarationsCurrent() {
  const text = await declarationText();
  return text === null || (existsSync(declarations) && readFileSync(declarations, 'utf8') === text);
}

async function writeDeclarations() {
  const text = await declarationText();
  if (text === null || (await declarationsCurrent())) return;
  mkdirSync(dirname(declarations), { recursive: true });
  writeFileSync(declarations, text);
}
