import type { QueryTab, TextChange, Workspace, WorkspaceChange } from './workspace';
import { SQL_LIMIT } from './workspace';

/** The part of a workspace that the window changes. */
export type WindowState = Pick<Workspace, 'tabs' | 'activeTab' | 'layout'>;

/** Block size of the search for the first and the last difference, in UTF-16 code units. */
const BLOCK = 16 * 1024;

/** The state after a change; null when the change does not fit: it was made from another state. */
export function applyChange(state: WindowState, change: WorkspaceChange): WindowState | null {
  const known = new Map(state.tabs.map((tab) => [tab.id, tab.sql]));
  const tabs: QueryTab[] = [];
  for (const { sql, ...tab } of change.tabs) {
    const text = typeof sql === 'string' ? sql : changedText(known.get(tab.id), sql);
    if (text === null) return null;
    tabs.push({ ...tab, sql: text });
  }
  return { tabs, activeTab: change.activeTab, layout: change.layout };
}

function changedText(before: string | undefined, change: TextChange | undefined): string | null {
  if (before === undefined) return null;
  if (!change) return before;
  const { start, end, text, length } = change;
  if (length !== before.length || start > end || end > length) return null;
  if (length - (end - start) + text.length > SQL_LIMIT) return null;
  return before.slice(0, start) + text + before.slice(end);
}

/** The change from `sent` to `now`: only changed texts, and of those only the changed part. */
export function changeBetween(sent: WindowState, now: WindowState): WorkspaceChange {
  const known = new Map(sent.tabs.map((tab) => [tab.id, tab.sql]));
  return {
    tabs: now.tabs.map(({ sql, ...tab }) => {
      const before = known.get(tab.id);
      if (before === sql) return tab;
      return { ...tab, sql: before === undefined ? sql : textBetween(before, sql) };
    }),
    activeTab: now.activeTab,
    layout: now.layout,
  };
}

function textBetween(before: string, now: string): TextChange {
  const shorter = Math.min(before.length, now.length);
  const start = same(shorter, (from, to) => before.slice(from, to) === now.slice(from, to));
  const rest = shorter - start;
  const tail = same(
    rest,
    (from, to) =>
      before.slice(before.length - to, before.length - from) ===
      now.slice(now.length - to, now.length - from),
  );
  return {
    start,
    end: before.length - tail,
    text: now.slice(start, now.length - tail),
    length: before.length,
  };
}

/** The length of the equal prefix, up to `length`: by blocks, then by bisecting the block that differs. */
function same(length: number, equal: (from: number, to: number) => boolean): number {
  let start = 0;
  while (start < length && equal(start, Math.min(start + BLOCK, length))) start += BLOCK;
  if (start >= length) return length;
  let end = Math.min(start + BLOCK, length);
  // The first difference is in [start, end).
  while (end - start > 1) {
    const middle = (start + end) >> 1;
    if (equal(start, middle)) start = middle;
    else end = middle;
  }
  return start;
}
