/** The state of a git work tree, to detect whether a run changed it. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { root } from './paths.mjs';
import { output } from './run.mjs';

/** Lines of differences that {@link changesBetween} shows of one file. */
const shown = 20;

/** The content of a deleted file. */
const deleted = 'deleted';

/**
 * The files that differ from the commit and the untracked ones that are not ignored: a Map from
 * their paths to their contents. Null outside a git work tree.
 */
export function treeState(folder = root) {
  const differing = output('git', ['diff', '--name-only', '--no-renames', '-z', 'HEAD'], { cwd: folder });
  if (differing === null) return null;
  const unknown = output('git', ['ls-files', '--others', '--exclude-standard', '-z'], { cwd: folder }) ?? '';
  const paths = [...differing.split('\0'), ...unknown.split('\0')].filter(Boolean);
  return new Map(paths.map((path) => [path, contentOf(join(folder, path))]));
}

function contentOf(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return deleted;
  return info.isFile() ? hashOf([path]) : 'folder';
}

/**
 * The changes between two states of {@link treeState} as lines: each path, and the difference if
 * the file was unchanged before. Empty if nothing changed.
 */
export function changesBetween(before, after, folder = root) {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = paths.filter((path) => before.get(path) !== after.get(path));
  return changed.flatMap((path) => {
    if (!after.has(path)) return [`${path}: as committed, or gone; it was neither before`];
    if (before.has(path)) return [`${path}: differed from the commit before, and differs in another way now`];
    if (after.get(path) === deleted) return [`${path}: deleted`];
    const text = output('git', ['diff', '--no-color', '--no-ext-diff', 'HEAD', '--', path], { cwd: folder });
    if (!text) return [`${path}: new`];
    // The lines above the first "@@" repeat the file's name; a binary file has none.
    const lines = text.slice(text.indexOf('\n@@') + 1).split('\n');
    const more = lines.length - shown;
    return [`${path}:`, ...lines.slice(0, shown), ...(more > 0 ? [`... and ${more} more lines`] : [])];
  });
}
