import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SQL_LIMIT } from '../../shared/workspace';

const saves: unknown[] = [];
vi.mock('../bridge', () => ({
  call: (channel: string, request: unknown) => {
    if (channel === 'workspace:save') saves.push(request);
    return Promise.resolve();
  },
  toAppError: (thrown: unknown) => thrown,
}));
const toasts: { title: string }[] = [];
vi.mock('../base', () => ({
  toastError: vi.fn(),
  toast: (content: { title: string }) => toasts.push(content),
}));

const { flushAutosave, persistentPart, startAutosave } = await import('./autosave');
const { useWorkspace } = await import('./store');

/** Longer than what is sent with every change. */
const LONG = '-'.repeat(300 * 1024);

const tab = { kind: 'query' as const, id: 'a', title: 'a.sql', sql: 'SELECT 1' };
const planTab = { kind: 'plan' as const, id: 'p', title: 'p.dfplan', path: '/p.dfplan', opened: 1 };

describe('persistentPart', () => {
  it('leaves out tabs that show a plan file, also as the active one', () => {
    const state = {
      ...useWorkspace.getState(),
      tabs: [tab, planTab],
      activeTab: 'p',
      layout: { pane: 'plan' },
    };
    expect(persistentPart(state)).toEqual({
      tabs: [{ id: 'a', title: 'a.sql', sql: 'SELECT 1' }],
      activeTab: null,
      layout: { pane: 'plan' },
    });
  });
});

describe('startAutosave', () => {
  let stop = () => {};
  const events = new EventTarget();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', events);
    saves.length = 0;
    useWorkspace.setState({ phase: 'loading', tabs: [], activeTab: null, layout: {} });
    stop = startAutosave();
    useWorkspace.setState({ phase: 'ready', tabs: [tab], activeTab: 'a' });
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const type = (sql: string) => useWorkspace.setState({ tabs: [{ ...tab, sql }] });
  const savedTexts = () =>
    saves.map((save) => (save as { tabs: { sql: string }[] }).tabs.map(({ sql }) => sql));

  it('leaves out a text beyond the limit, says so once, and keeps the rest', () => {
    const long = (end: string) => ({ ...tab, id: 'b', title: 'b.sql', sql: 'x'.repeat(SQL_LIMIT) + end });
    for (const end of ['1', '2']) {
      useWorkspace.setState({ tabs: [tab, long(end)] });
      vi.advanceTimersByTime(1000);
    }
    expect(savedTexts()).toEqual([['SELECT 1'], ['SELECT 1']]);
    expect(toasts.map(({ title }) => title)).toEqual(['b.sql is too long to be kept']);
  });

  it('does not write back what was just loaded', () => {
    vi.advanceTimersByTime(1000);
    expect(saves).toEqual([]);
  });

  it('sends every change at once, and what one action changes as one', async () => {
    type('SELECT 2');
    useWorkspace.setState({ layout: { pane: 'plan' } });
    await Promise.resolve();
    type('SELECT 3');
    await Promise.resolve();
    expect(savedTexts()).toEqual([['SELECT 2'], ['SELECT 3']]);
    vi.advanceTimersByTime(1000);
    expect(saves).toHaveLength(2);
  });

  it('sends the last of several changes of a long text once it is quiet', async () => {
    type(`${LONG}1`);
    vi.advanceTimersByTime(99);
    type(`${LONG}2`);
    await vi.advanceTimersByTimeAsync(99);
    expect(saves).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(savedTexts()).toEqual([[`${LONG}2`]]);
  });

  it('sends a long text at once when told to, when the window loses focus or goes away, and not twice', () => {
    for (const [index, flush] of [
      flushAutosave,
      () => events.dispatchEvent(new Event('blur')),
      () => events.dispatchEvent(new Event('beforeunload')),
    ].entries()) {
      type(`${LONG}${index}`);
      flush();
      flush();
    }
    vi.advanceTimersByTime(1000);
    expect(savedTexts()).toEqual([[`${LONG}0`], [`${LONG}1`], [`${LONG}2`]]);
  });

  it('does not write for what is not kept', () => {
    useWorkspace.setState({ pane: 'plan' });
    vi.advanceTimersByTime(1000);
    expect(saves).toEqual([]);
  });
});
