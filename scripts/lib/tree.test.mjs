import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { output } from './run.mjs';
import { changesBetween, treeState } from './tree.mjs';

let folder;
const write = (name, text) => writeFileSync(join(folder, name), text);
const settings = ['user.name=t', 'user.email=t@t', 'commit.gpgsign=false', 'core.autocrlf=false'];
const git = (...args) =>
  output('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], { cwd: folder });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'planarium-tree-'));
  git('init', '--quiet');
  write('.gitignore', 'built/\n*.log\n');
  write('made.d.ts', 'one\ntwo\nthree\n');
  write('text.md', 'text\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Start');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a run that writes only what git ignores changes nothing', () => {
  const before = treeState(folder);
  write('run.log', 'x');
  write('made.d.ts', 'one\ntwo\nthree\n');
  expect(treeState(folder)).toEqual(new Map());
  expect(changesBetween(before, treeState(folder), folder)).toEqual([]);
});

test('a changed, a new and a deleted file are named, with the differences', () => {
  const before = treeState(folder);
  write('made.d.ts', 'one\n2\nthree\n');
  write('left behind.txt', 'x');
  rmSync(join(folder, 'text.md'));
  expect(changesBetween(before, treeState(folder), folder)).toEqual([
    'left behind.txt: new',
    'made.d.ts:',
    '@@ -1,3 +1,3 @@',
    ' one',
    '-two',
    '+2',
    ' three',
    'text.md: deleted',
  ]);
});

test('long differences are cut', () => {
  const before = treeState(folder);
  write('made.d.ts', 'line\n'.repeat(100));
  const lines = changesBetween(before, treeState(folder), folder);
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('... and 84 more lines');
});

test('changes from before the run are not reported', () => {
  write('text.md', 'my own change\n');
  write('mine.txt', 'x');
  const before = treeState(folder);
  expect(changesBetween(before, treeState(folder), folder)).toEqual([]);
  write('mine.txt', 'y');
  git('checkout', '--', 'text.md');
  expect(changesBetween(before, treeState(folder), folder)).toEqual([
    'mine.txt: differed from the commit before, and differs in another way now',
    'text.md: as committed, or gone; it was neither before',
  ]);
});

test('outside a work tree there is no state', () => {
  rmSync(join(folder, '.git'), { recursive: true });
  expect(treeState(folder)).toBeNull();
});
