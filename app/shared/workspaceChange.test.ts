import { expect, test } from 'vitest';
import { SQL_LIMIT, workspaceChange } from './workspace';
import { applyChange, changeBetween, type WindowState } from './workspaceChange';

const state = (...texts: string[]): WindowState => ({
  tabs: texts.map((sql, index) => ({ id: `t${index}`, title: `${index}.sql`, sql })),
  activeTab: texts.length > 0 ? 't0' : null,
  layout: {},
});

/** A number below `end`, the same in every run (Park and Miller). */
function drawing(seed: number) {
  let value = seed;
  return (end: number) => {
    value = (value * 48_271) % 0x7fffffff;
    return value % end;
  };
}

test('a change leads from one state to the other, whatever was edited', () => {
  const below = drawing(7);
  const text = (length: number) => Array.from({ length }, () => 'ab\n\ud83d\ude00é'[below(6)]).join('');
  let now = state(text(50_000), text(10));
  for (let round = 0; round < 500; round += 1) {
    const texts = now.tabs.map(({ sql }) => {
      const [start, gone] = [below(sql.length + 1), below(4) * below(5000)];
      return below(3) === 0 ? sql : sql.slice(0, start) + text(below(20)) + sql.slice(start + gone);
    });
    if (below(10) === 0) texts.push(text(below(40_000)));
    if (below(10) === 0) texts.pop();
    const next = state(...texts);
    // Serialised as on the way to the main process and the disk.
    const change = workspaceChange.parse(JSON.parse(JSON.stringify(changeBetween(now, next))));
    expect(applyChange(now, change), `round ${round}`).toEqual(next);
    now = next;
  }
});

test('one key in four million characters is a change of one character', () => {
  const before = '-'.repeat(SQL_LIMIT - 1);
  const at = 1_234_567;
  const after = `${before.slice(0, at)}x${before.slice(at)}`;
  const [{ sql } = { sql: '' }] = changeBetween(state(before), state(after)).tabs;
  expect(sql).toEqual({ start: at, end: at, text: 'x', length: before.length });
});

test('a text that did not change is not sent, a new one is sent whole', () => {
  const { tabs } = changeBetween(state('one'), state('one', 'two'));
  expect(tabs).toEqual([
    { id: 't0', title: '0.sql' },
    { id: 't1', title: '1.sql', sql: 'two' },
  ]);
});

test('a change of another text is refused, and so is one beyond the limit', () => {
  const change = changeBetween(state('SELECT 1'), state('SELECT 12'));
  expect(applyChange(state('SELECT'), change)).toBeNull();
  expect(applyChange(state(), change)).toBeNull();
  const tab = { id: 't0', title: '0.sql', sql: { start: 3, end: 2, text: '', length: 8 } };
  expect(applyChange(state('SELECT 1'), { tabs: [tab], activeTab: null, layout: {} })).toBeNull();
  const grown = { ...tab, sql: { start: 0, end: 0, text: 'x', length: SQL_LIMIT } };
  const long = state('-'.repeat(SQL_LIMIT));
  expect(applyChange(long, { tabs: [grown], activeTab: null, layout: {} })).toBeNull();
});
