import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { installHook, removeHook } from './hooks.mjs';
import { root } from './paths.mjs';
import { formatStaged, lintStaged, stagedFiles, withStaged } from './staged.mjs';

/** A repository with our Biome configuration, in a temporary folder. */
function repository() {
  const folder = mkdtempSync(join(tmpdir(), 'planarium-hook-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const git = (...args) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  const write = (path, text) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  git('init', '--quiet');
  git('config', 'user.email', 'a@example.org');
  git('config', 'user.name', 'a');
  for (const path of ['biome.json', 'config/biome.borders.json']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  git('add', '.');
  return { folder, git, write };
}

const check = (folder) =>
  withStaged(
    stagedFiles(folder),
    async (at) => [await lintStaged(at, stagedFiles(folder)), await formatStaged(at, stagedFiles(folder))],
    folder,
  );

test('the staged content is checked, not the work tree', async () => {
  const { folder, git, write } = repository();
  write('app/shared/a.ts', "export const a = 'a';\n");
  write('src/a.rs', 'mod b;\n\nfn a() {}\n');
  git('add', '.');
  write('app/shared/a.ts', 'let   b = "a"\n');
  write('src/a.rs', 'fn  a( ) {}\n');
  expect(await check(folder)).toEqual([0, 0]);
  git('add', '.');
  expect(await check(folder)).toEqual([1, 1]);
});

test('an import across a border is refused', async () => {
  const { folder, git, write } = repository();
  write('app/shared/a.ts', "import 'electron';\n");
  git('add', '.');
  expect(await check(folder)).toEqual([1, 0]);
});

test('the hook runs at a commit, is installed over itself only, and can be removed', () => {
  const { folder, git, write } = repository();
  write('scripts/pre-commit.mjs', "console.log('it ran'); process.exit(1);\n");
  git('add', '.');
  const path = installHook(folder);
  expect(installHook(folder)).toBe(path);
  const commit = git('commit', '-m', 'a');
  expect(commit.status).not.toBe(0);
  expect(commit.stdout + commit.stderr).toContain('it ran');
  expect(removeHook(folder)).toBe(true);
  expect(git('commit', '-m', 'a').status).toBe(0);
  writeFileSync(path, '#!/bin/sh\n');
  expect(() => installHook(folder)).toThrow(/exists already/);
  expect(removeHook(folder)).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\n');
});
