import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesBelow } from './hash.mjs';
import { npm, npmScriptOf, tool } from './programs.mjs';
import { output, run } from './run.mjs';

let folder;

beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'planarium test-')), 'Program Files & more');
});
afterAll(() => rmSync(dirname(folder), { recursive: true, force: true }));

/** Writes a file below the folder and returns its path. */
function write(path, text) {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

test('programs run from a folder with spaces and get their arguments unchanged', () => {
  write('node_modules/knip/package.json', JSON.stringify({ bin: { knip: 'bin/knip.js' } }));
  write('node_modules/knip/bin/knip.js', 'process.stdout.write(JSON.stringify(process.argv.slice(2)))');
  const args = ['--out', join(folder, 'a b.json'), 'say "hi"', '', '100%'];
  expect(JSON.parse(output(...tool('knip', args, join(folder, 'node_modules'))) ?? '')).toEqual(args);
});

test('programs are found in packages with other names, and with a single program', () => {
  write('node_modules/typescript/package.json', JSON.stringify({ bin: { tsc: './bin/tsc' } }));
  write('node_modules/one/package.json', JSON.stringify({ bin: 'one.js' }));
  const modules = join(folder, 'node_modules');
  expect(tool('tsc', ['-p', '.'], modules)).toEqual([
    process.execPath,
    [join(modules, 'typescript/bin/tsc'), '-p', '.'],
  ]);
  expect(tool('one', [], modules)).toEqual([process.execPath, [join(modules, 'one/one.js')]]);
});

test('each program that the scripts use is in its package', async () => {
  for (const name of ['biome', 'knip', 'playwright', 'tsc', 'vitest']) {
    expect(await run(...tool(name, ['--version']), { onLine: () => {} }), name).toBe(0);
  }
});

test("npm's script is that of the running npm, else the one next to Node on Windows and on Unix, else the one on PATH", () => {
  const windows = write('nodejs/node_modules/npm/bin/npm-cli.js', '');
  const unix = write('usr/lib/node_modules/npm/bin/npm-cli.js', '');
  const running = write('own/npm-cli.js', '');
  const onWindows = { execPath: join(folder, 'nodejs/node.exe'), running: undefined, found: null };
  const onUnix = { execPath: join(folder, 'usr/bin/node'), running: undefined, found: null };
  expect(npmScriptOf(onWindows)).toBe(windows);
  expect(npmScriptOf(onUnix)).toBe(unix);
  expect(npmScriptOf({ ...onUnix, running })).toBe(running);
  expect(npmScriptOf({ ...onUnix, running: write('yarn.js', '') })).toBe(unix);

  const elsewhere = join(folder, 'elsewhere/node');
  expect(npmScriptOf({ execPath: elsewhere, running: undefined, found: null })).toBeNull();
  expect(npmScriptOf({ execPath: elsewhere, found: write('nodejs/npm.cmd', '') })).toBe(windows);
  mkdirSync(join(folder, 'usr/bin'), { recursive: true });
  symlinkSync(unix, join(folder, 'usr/bin/npm'));
  expect(npmScriptOf({ execPath: elsewhere, found: join(folder, 'usr/bin/npm') })).toBe(unix);
});

test('npm runs', () => {
  expect(output(...npm(['--version']))).toMatch(/^\d+\.\d+\.\d+$/);
});

test('no script starts a shell', () => {
  const scripts = filesBelow(['scripts', 'bench', 'interop', 'e2e'], {
    except: (path) => /node_modules|\.test\.|results|peer$/.test(path),
  }).filter((path) => /\.(mjs|cjs|ts)$/.test(path));
  expect(scripts.length).toBeGreaterThan(50);
  expect(scripts.filter((path) => /\bshell:/.test(readFileSync(path, 'utf8')))).toEqual([]);
});
