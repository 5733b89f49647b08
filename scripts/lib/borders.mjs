/**
 * The borders between the layers of `config/layers.mjs`: Biome's rules for them, and a check that
 * resolves every import, which rules about the text of an import cannot.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, sep } from 'node:path';
import { layers, packageOwners, testing } from '../../config/layers.mjs';
import { root } from './paths.mjs';

/** @typedef {import('../../config/layers.mjs').Layer} Layer */

/** Biome's configuration generated from the layers; `biome.json` extends it. */
export const bordersFile = join(root, 'config', 'biome.borders.json');

/** The text of {@link bordersFile}. */
export function bordersText() {
  // A later override replaces the rule of an earlier one: a folder's own row comes after that of the folder around it.
  const sorted = layers.toSorted((a, b) => a.folder.length - b.folder.length);
  const overrides = sorted.map((layer) => ({
    includes: [`${layer.folder}/**`, ...testing.map((folder) => `!${folder}/**`)],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: { patterns: [{ group: forbidden(layer), message: layer.reason }] },
          },
        },
      },
    },
  }));
  return `${JSON.stringify({ overrides }, null, 2)}\n`;
}

/**
 * What the rule of a layer forbids, as patterns of the imported text. Files of the folder around a
 * layer, such as `../window` from a service, have no pattern: {@link borderFaults} finds them.
 * @param {Layer} layer
 */
function forbidden(layer) {
  const folders = layers.map(({ folder }) => folder);
  const others = folders.filter(
    (folder) => !layer.imports.includes(folder) && !isWithin(layer.folder, folder),
  );
  const processes = new Set(folders.map(processOf));
  const unused = [...processes].filter(
    (name) => ![layer.folder, ...layer.imports].some((used) => processOf(used) === name),
  );
  const doors = layers.filter(({ door, folder }) => door && layer.imports.includes(folder));
  return [
    ...(layer.platform.includes('electron') ? [] : ['electron']),
    ...(layer.platform.includes('node') ? [] : ['node:*']),
    ...Object.entries(packageOwners).flatMap(([name, owner]) =>
      owner === layer.folder ? [] : [name, `${name}/**`],
    ),
    ...unused.map((name) => `**/${name}/**`),
    ...others
      .filter((folder) => !unused.includes(processOf(folder)))
      .flatMap((folder) => textsOf(layer, folder)),
    ...doors.map(({ folder }) => `${textsOf(layer, folder)[0]}/**`),
  ];
}

/**
 * `main` for `app/main/services`, `native` for `native/node`.
 * @param {string} folder
 */
function processOf(folder) {
  return folder.replace(/^app\//, '').split('/')[0] ?? folder;
}

/**
 * How files of a layer write imports of a folder and of what is in it.
 * @param {Layer} layer
 * @param {string} folder
 */
function textsOf(layer, folder) {
  const path = posix.relative(layer.folder, folder);
  // A file that is deeper in the layer writes more steps up.
  const text = path.startsWith('..') ? `**/${path}` : `./${path}`;
  // If a folder contains an importable layer, only its own files are forbidden.
  return layer.imports.some((other) => isWithin(other, folder)) ? [`${text}/*`] : [text, `${text}/**`];
}

/**
 * Every import that the table does not allow, as `file: imported text: why`.
 * @param {Iterable<readonly [file: string, text: string]>} sources paths from the root, with `/`
 */
export function borderFaults(sources = ourSources()) {
  /** @type {string[]} */
  const faults = [];
  for (const [file, text] of sources) {
    for (const [, imported = ''] of text.matchAll(IMPORTS)) {
      const why = faultOf(file, imported);
      if (why) faults.push(`${file}: '${imported}': ${why}`);
    }
  }
  return faults;
}

/** `from '…'`, `import '…'`, `import('…')` at the start of a line or after a space, and `vi.mock('…')`. */
const IMPORTS = /(?<=^|[\s({}])(?:from|import|import\(|vi\.mock\()\s*'([^'\n]+)'/gm;

/**
 * @param {string} file
 * @param {string} imported
 */
function faultOf(file, imported) {
  const from = layerOf(file);
  if (!from) return `no row of config/layers.mjs covers ${dirname(file)}`;
  const isTest = /\.test\.tsx?$|\/__test__\//.test(file) || testing.some((folder) => isWithin(file, folder));
  if (!imported.startsWith('.')) return isTest ? null : packageFault(from, imported);
  const target = posix.join(posix.dirname(file), imported);
  if (testing.some((folder) => isWithin(target, folder))) return isTest ? null : 'it is for tests only';
  const to = layerOf(target);
  // Files outside of the layers, such as package.json, have no border.
  if (!to || to === from || isTest) return null;
  if (!from.imports.includes(to.folder)) return from.reason;
  return to.door && target !== to.folder && !target.endsWith('.css')
    ? `the index.ts of ${to.folder} is its only door`
    : null;
}

/**
 * @param {Layer} layer
 * @param {string} imported
 */
function packageFault(layer, imported) {
  const isNode = imported.startsWith('node:') || builtinModules.includes(imported);
  if (isNode) return layer.platform.includes('node') ? null : layer.reason;
  if (imported === 'electron') return layer.platform.includes('electron') ? null : layer.reason;
  for (const [name, owner] of Object.entries(packageOwners)) {
    if ((imported === name || imported.startsWith(`${name}/`)) && layer.folder !== owner)
      return `${owner} alone imports ${name}`;
  }
  return null;
}

/**
 * Rows of the table that import a layer not above them, which would allow a cycle.
 * @param {readonly Layer[]} table
 */
export function upwardRows(table = layers) {
  return table.flatMap(({ folder, imports }, place) =>
    imports
      .filter((other) => !table.slice(0, place).some((above) => above.folder === other))
      .map((other) => `${folder} imports ${other}`),
  );
}

/**
 * The layer of the innermost folder that contains a path.
 * @param {string} path
 */
function layerOf(path) {
  return layers
    .filter(({ folder }) => isWithin(path, folder))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

/**
 * @param {string} path
 * @param {string} folder
 */
function isWithin(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}

/** @returns {Generator<readonly [string, string]>} */
function* ourSources() {
  for (const folder of ['app', 'native/node']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const file = `${folder}/${name.split(sep).join('/')}`;
      if (!/\.tsx?$/.test(file) || file.includes('/generated/') || !statSync(join(root, file)).isFile())
        continue;
      yield [file, readFileSync(join(root, file), 'utf8')];
    }
  }
}
