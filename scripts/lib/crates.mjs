/** The crates of `native/` and what their modules import, read from manifests and sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} Crate
 * @property {string} name as Cargo knows it
 * @property {string[]} uses names of our crates that it depends on
 * @property {number} lines of its sources
 * @property {Map<string, Map<string, string[]>>} arrows module to imported module, with the places as `file: path`
 */

/** Every crate of ours, by the folder of its manifest. @returns {Crate[]} */
export function readCrates(folder = join(root, 'native')) {
  const manifests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('Cargo.toml') && path !== 'Cargo.toml')
    .filter((path) => !/node_modules|target/.test(path));
  const crates = manifests.map((path) => readCrate(join(folder, path, '..')));
  const names = new Set(crates.map(({ name }) => name));
  return crates.map((crate) => ({ ...crate, uses: crate.uses.filter((used) => names.has(used)) }));
}

function readCrate(folder) {
  const manifest = readFileSync(join(folder, 'Cargo.toml'), 'utf8');
  const table = manifest.match(/^\[dependencies\]\n([\s\S]*?)(?=^\[|$(?![\s\S]))/m)?.[1] ?? '';
  const sources = rustFiles(join(folder, 'src')).map((path) => ({
    path: relative(join(folder, 'src'), path).split(sep).join('/'),
    text: readFileSync(path, 'utf8'),
  }));
  return {
    name: manifest.match(/^name = "(.*)"/m)?.[1] ?? folder,
    uses: [...table.matchAll(/^([\w-]+)(?:\.workspace)? *=/gm)].map(([, name]) => name),
    lines: sources.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0),
    arrows: arrowsOf(sources),
  };
}

function rustFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.rs'))
    .map((path) => join(folder, path));
}

/** Which top-level module imports which. `lib.rs` stands above all modules and is left out. */
export function arrowsOf(sources) {
  const modules = new Set(
    sources.map(({ path }) => path.split('/')[0].replace(/\.rs$/, '')).filter((name) => name !== 'lib'),
  );
  const arrows = new Map();
  for (const { path, text } of sources) {
    const place = path.replace(/(\/mod)?\.rs$/, '').split('/');
    if (place[0] === 'lib' || place.at(-1) === 'tests') continue;
    for (const target of importsOf(text, place)) {
      if (target === place[0] || !modules.has(target)) continue;
      if (!arrows.has(place[0])) arrows.set(place[0], new Map());
      const from = arrows.get(place[0]);
      from.set(target, [...(from.get(target) ?? []), path]);
    }
  }
  return arrows;
}

/** Names at the root of the crate that the code of the module at `place` refers to, tests apart. */
export function importsOf(text, place) {
  const code = withoutTests(text.replace(/\/\/[^\n]*/g, ''));
  const names = new Set();
  for (const [, supers, rest] of code.matchAll(/\b(crate|super(?:\s*::\s*super)*)\s*::\s*(\{|\w+)/g)) {
    const up = supers === 'crate' ? place.length : supers.split('::').length;
    if (up < place.length) continue;
    if (rest !== '{') names.add(rest);
  }
  for (const match of code.matchAll(/\b(crate|super(?:\s*::\s*super)*)\s*::\s*\{/g)) {
    const up = match[1] === 'crate' ? place.length : match[1].split('::').length;
    if (up < place.length) continue;
    for (const name of groupOf(code, match.index + match[0].length)) names.add(name);
  }
  return names;
}

/** The first name of each path in the braces that open before `at`. */
function groupOf(code, at) {
  const names = [];
  let depth = 0;
  let path = '';
  for (const letter of code.slice(at)) {
    if (letter === '{') depth += 1;
    if (depth === 0 && (letter === ',' || letter === '}')) {
      names.push(path.trim().match(/^\w+/)?.[0]);
      path = '';
      if (letter === '}') break;
    } else if (depth === 0) path += letter;
    if (letter === '}') depth -= 1;
  }
  return names.filter(Boolean);
}

/** Without items under `#[cfg(test)]`. */
function withoutTests(code) {
  let rest = code;
  for (;;) {
    const start = rest.search(/#\[cfg\(test\)\]/);
    if (start < 0) return rest;
    rest = rest.slice(0, start) + rest.slice(endOfItem(rest, start));
  }
}

function endOfItem(code, start) {
  const open = code.slice(start).search(/[;{]/) + start;
  if (open < start) return code.length;
  if (code[open] === ';') return open + 1;
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === '{') depth += 1;
    if (code[at] === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return code.length;
}

/** Groups of modules that reach each other, each sorted. @param {Map<string, Map<string, string[]>>} arrows */
export function ringsOf(arrows) {
  const reach = new Map([...arrows.keys()].map((from) => [from, reachedFrom(arrows, from)]));
  const rings = [];
  const seen = new Set();
  for (const [from, reached] of reach) {
    if (seen.has(from) || !reached.has(from)) continue;
    const ring = [...reached].filter((to) => reach.get(to)?.has(from)).sort();
    for (const name of ring) seen.add(name);
    rings.push(ring);
  }
  return rings.sort();
}

function reachedFrom(arrows, from) {
  const reached = new Set();
  const pending = [from];
  while (pending.length > 0) {
    for (const to of arrows.get(pending.pop())?.keys() ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      pending.push(to);
    }
  }
  return reached;
}
