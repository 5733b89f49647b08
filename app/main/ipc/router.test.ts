import { expect, test, vi } from 'vitest';
import { channels } from '../../shared/ipc/contract';
import { JsonText } from '../services/jsonText';
import { ServiceError } from '../services/serviceError';
import { type Handlers, type Releases, Router } from './router';

/** A router whose handlers all fail, except the given ones. */
function routerWith(handlers: Partial<Handlers>, release: Partial<Releases> = {}) {
  const refuse = Object.fromEntries(
    Object.keys(channels).map((name) => [name, () => Promise.reject(new Error(`${name} was called`))]),
  );
  const report = vi.fn();
  const all = { ...refuse, ...handlers } as Handlers;
  return { router: new Router({ handlers: () => all, release: release as Releases, report }), report };
}

const from = (channel: unknown, request: unknown, callId?: unknown) => ({
  owner: 'window-1',
  channel,
  request,
  callId,
});

test('a valid request reaches its handler with owner and arguments', async () => {
  const start = vi.fn(() => ({ queryId: 'q1' }));
  const { router } = routerWith({ 'query:start': start });
  expect(await router.answer(from('query:start', { sql: 'SELECT 1' }))).toEqual({
    ok: true,
    value: { queryId: 'q1' },
  });
  expect(start).toHaveBeenCalledWith({ sql: 'SELECT 1' }, expect.objectContaining({ owner: 'window-1' }));
});

test('JSON written by another thread is forwarded unchanged', async () => {
  const text = '{"sql":"SELECT 1", "stages":[], "phases":null}';
  const { router } = routerWith({ 'plan:explain': () => new JsonText(text) });
  expect(await router.answer(from('plan:explain', { sql: 'SELECT 1' }))).toEqual({ ok: true, json: text });
});

test('a response that does not match the contract fails in tests and development, not in the product', async () => {
  const { router, report } = routerWith({ 'query:start': () => ({ queryId: 7 }) as never });
  const request = from('query:start', { sql: 'SELECT 1' });
  expect(await router.answer(request)).toMatchObject({
    ok: false,
    error: { code: 'internal', detail: expect.stringContaining('queryId') },
  });
  expect(report).toHaveBeenCalledOnce();
  vi.stubEnv('DEV', false);
  expect(await router.answer(request)).toEqual({ ok: true, value: { queryId: 7 } });
  vi.unstubAllEnvs();
});

test('a sender that is not our window is refused before anything is parsed', async () => {
  const { router } = routerWith({ 'query:start': () => ({ queryId: 'never' }) });
  const answer = await router.answer({ ...from('query:start', { sql: 'SELECT 1' }), owner: null });
  expect(answer).toMatchObject({ ok: false, error: { code: 'sender_refused' } });
});

test.each([
  ['an unknown channel', 'query:drop', {}],
  ['a name from the prototype', 'constructor', {}],
  ['a channel that is no text', ['app:info'], {}],
  ['a channel that cannot become text', Object.create(null), {}],
  ['a missing field', 'query:start', {}],
  ['a field of another type', 'query:start', { sql: 7 }],
  ['a negative offset', 'query:page', { queryId: 'q', offset: -1, limit: 10 }],
  ['a page beyond the limit', 'query:page', { queryId: 'q', offset: 0, limit: 10_001 }],
  ['an argument where none belongs', 'app:info', { path: '/etc/passwd' }],
  ['no path', 'catalog:open', { paths: [] }],
  ['a hash of another length', 'plan:run', { path: 'a', kind: 'logical', sha256: 'ab', allowChanged: false }],
])('%s is answered with invalid_request and reaches no handler', async (_, channel, request) => {
  const { router, report } = routerWith({});
  expect(await router.answer(from(channel, request))).toMatchObject({
    ok: false,
    error: { code: 'invalid_request' },
  });
  expect(report).not.toHaveBeenCalled();
});

test('an error of the engine keeps code, hint and span', async () => {
  const span = { start: { line: 1, column: 8 }, end: { line: 1, column: 9 } };
  const thrown = Object.assign(new Error('No column "x".'), {
    code: 'column_unknown',
    hint: 'Did you mean y?',
    span,
  });
  const { router, report } = routerWith({ 'plan:explain': () => Promise.reject(thrown) });
  expect(await router.answer(from('plan:explain', { sql: 'SELECT x' }))).toEqual({
    ok: false,
    error: { code: 'column_unknown', message: 'No column "x".', hint: 'Did you mean y?', span },
  });
  expect(report).not.toHaveBeenCalled();
});

test('an unforeseen error becomes internal and is reported once', async () => {
  const fault = new TypeError('boom');
  const { router, report } = routerWith({
    'app:info': () => {
      throw fault;
    },
  });
  expect(await router.answer(from('app:info', undefined))).toMatchObject({
    ok: false,
    error: { code: 'internal', message: 'boom' },
  });
  expect(report).toHaveBeenCalledExactlyOnceWith('app:info', fault);
});

test("an error code of the system is not mistaken for one of the product's", async () => {
  const thrown = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  const { router } = routerWith({ 'app:info': () => Promise.reject(thrown) });
  expect(await router.answer(from('app:info', undefined))).toMatchObject({ error: { code: 'internal' } });
});

test('cancelling answers at once, even when the handler never ends', async () => {
  let seen: AbortSignal | undefined;
  const { router } = routerWith({
    'plan:explain': (_, { signal }) => {
      seen = signal;
      return new Promise(() => {});
    },
  });
  const answer = router.answer(from('plan:explain', { sql: 'x' }, 'call-1'));
  router.cancel('window-2', 'call-1');
  expect(seen?.aborted).toBe(false);
  router.cancel('window-1', 'call-1');
  expect(seen?.aborted).toBe(true);
  expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
});

test('what a cancelled request opens is closed and never delivered', async () => {
  let opened = (_: { queryId: string }) => {};
  const closed = vi.fn();
  const { router } = routerWith(
    { 'query:start': () => new Promise((resolve) => (opened = resolve)) },
    { 'query:start': closed },
  );
  const answer = router.answer(from('query:start', { sql: 'x' }, 'call-1'));
  router.cancel('window-1', 'call-1');
  expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  opened({ queryId: 'late' });
  await new Promise(setImmediate);
  expect(closed).toHaveBeenCalledExactlyOnceWith({ queryId: 'late' });
});

test('a cancel after the point of no return has no effect: the request returns its result', async () => {
  let written = (_: null) => {};
  const { router } = routerWith({
    'plan:save': (_, { commit }) => {
      commit();
      return new Promise((resolve) => (written = resolve));
    },
  });
  const save = { source: { sql: 'x' }, suggestedName: 'p' };
  const answer = router.answer(from('plan:save', save, 'call-1'));
  router.cancel('window-1', 'call-1');
  written(null);
  expect(await answer).toEqual({ ok: true, value: null });
});

test('a cancelled request can no longer commit', async () => {
  let commit = () => {};
  const { router } = routerWith({
    'plan:save': (_, call) => {
      commit = call.commit;
      return new Promise(() => {});
    },
  });
  const save = { source: { sql: 'x' }, suggestedName: 'p' };
  const answer = router.answer(from('plan:save', save, 'call-1'));
  router.cancel('window-1', 'call-1');
  expect(commit).toThrow('Cancelled.');
  expect(await answer).toMatchObject({ error: { code: 'cancelled' } });
});

test('cancelling an answered or unknown call does nothing', async () => {
  const { router } = routerWith({ 'query:start': () => ({ queryId: 'q1' }) });
  await router.answer(from('query:start', { sql: 'x' }, 'call-1'));
  router.cancel('window-1', 'call-1');
  router.cancel('window-1', 42);
  router.cancel(null, 'call-1');
});

test('closing a window cancels its own calls and no others', async () => {
  const signals: Record<string, AbortSignal> = {};
  const { router } = routerWith({
    'plan:explain': (_, { owner, signal }) => {
      signals[owner] = signal;
      return new Promise(() => {});
    },
  });
  const mine = router.answer(from('plan:explain', { sql: 'x' }));
  void router.answer({ ...from('plan:explain', { sql: 'x' }), owner: 'window-10' });
  router.cancelAll('window-1');
  expect(await mine).toMatchObject({ error: { code: 'cancelled' } });
  expect(signals['window-10']?.aborted).toBe(false);
});

test('an error of a service keeps its hint', async () => {
  const { router } = routerWith({
    'catalog:remove': () =>
      Promise.reject(new ServiceError('table_unknown', 'No such table.', { hint: 'Look again.' })),
  });
  expect(await router.answer(from('catalog:remove', { name: 't' }))).toEqual({
    ok: false,
    error: { code: 'table_unknown', message: 'No such table.', hint: 'Look again.' },
  });
});
