import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { layers } from '../../config/layers.mjs';
import { borderFaults, upwardRows } from './borders.mjs';
import { root } from './paths.mjs';
import { tool } from './programs.mjs';

/** A file of each layer with one import of each other layer. */
const files = layers.map(({ folder }) => ({
  file: `${folder}/sample.ts`,
  imports: layers
    .filter((other) => other.folder !== folder)
    .map((other) => ({ layer: other.folder, text: importOf(folder, other) })),
}));

/** @param {string} from @param {{ folder: string, door?: boolean }} to */
function importOf(from, { folder, door }) {
  const text = posix.relative(from, door ? folder : `${folder}/sample`);
  return text.startsWith('.') ? text : `./${text}`;
}

test('of every import between two layers, exactly those of the table are allowed', () => {
  for (const { file, imports } of files) {
    const source = imports.map(({ text }) => `import '${text}';`).join('\n');
    const row = layers.find(({ folder }) => file === `${folder}/sample.ts`);
    const refused = borderFaults([[file, source]]).map((fault) => fault.split("'")[1]);
    const expected = imports.filter(({ layer }) => !row?.imports.includes(layer)).map(({ text }) => text);
    expect(refused, file).toEqual(expected);
  }
});

test('Biome refuses them too, except for files of the folder around a layer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'planarium-borders-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'config'));
  cpSync(join(root, 'config/biome.borders.json'), join(folder, 'config/biome.borders.json'));
  writeFileSync(join(folder, 'biome.json'), '{ "extends": ["./config/biome.borders.json"] }');
  for (const { file, imports } of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), imports.map(({ text }) => `import '${text}';\n`).join(''));
  }
  const [command, args] = tool('biome', ['lint', '--reporter=json', '--max-diagnostics=none', '.']);
  const { stdout } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  const refused = new Set(
    JSON.parse(stdout)
      .diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location }) => `${location.path} ${location.start.line}`),
  );
  for (const { file, imports } of files) {
    const row = layers.find(({ folder }) => file === `${folder}/sample.ts`);
    const lines = imports.flatMap(({ layer }, index) => {
      const around = file.startsWith(`${layer}/`);
      return row?.imports.includes(layer) || around ? [] : [`${file} ${index + 1}`];
    });
    expect([...refused].filter((place) => place.startsWith(`${file} `)).toSorted(), file).toEqual(
      lines.toSorted(),
    );
  }
});

test('a door, a test folder, a platform and an owned package are borders', () => {
  const faults = (file, imported) => borderFaults([[file, `import x from '${imported}';`]]).length;
  expect(faults('app/renderer/shell/a.ts', '../plan/measures')).toBe(1);
  expect(faults('app/renderer/shell/a.ts', '../plan')).toBe(0);
  expect(faults('app/main/services/a.ts', '../testing/temporaryFolder')).toBe(1);
  expect(faults('app/main/services/a.test.ts', '../testing/temporaryFolder')).toBe(0);
  expect(faults('app/main/services/a.ts', 'electron')).toBe(1);
  expect(faults('app/main/services/a.ts', 'fs')).toBe(0);
  expect(faults('app/renderer/plan/a.ts', 'fs')).toBe(1);
  expect(faults('app/renderer/plan/a.ts', 'monaco-editor/editor/editor.api.js')).toBe(1);
  expect(faults('app/unknown/a.ts', './b')).toBe(1);
});

test('the table has no cycle', () => {
  expect(upwardRows()).toEqual([]);
  const row = { platform: [], reason: '' };
  const ring = [
    { ...row, folder: 'a', imports: ['b'] },
    { ...row, folder: 'b', imports: ['a'] },
  ];
  expect(upwardRows(ring)).toEqual(['a imports b']);
});
