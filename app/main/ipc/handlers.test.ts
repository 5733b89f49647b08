import { expect, test, vi } from 'vitest';
import { createHandlers, type Services } from './handlers';

/** Handlers over services that do nothing but what is given. */
function handlersOver(parts: { [K in keyof Services]?: Partial<Services[K]> | Services[K] }) {
  return createHandlers({ tablesReady: () => Promise.resolve(), ...parts } as unknown as Services);
}

const context = (signal = new AbortController().signal) => ({ owner: 'window-1', signal });

test('a query that was cancelled while the tables were read is never started', async () => {
  const start = vi.fn();
  let ready = () => {};
  const tablesReady = () =>
    new Promise<void>((resolve) => {
      ready = resolve;
    });
  const handlers = handlersOver({ queries: { start }, tablesReady });
  const controller = new AbortController();
  const answer = handlers['query:start']({ sql: 'SELECT 1' }, context(controller.signal));
  controller.abort();
  ready();
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  expect(start).not.toHaveBeenCalled();
});

test('only paths that were written or opened are shown in the file manager', async () => {
  const reveal = vi.fn();
  const handlers = handlersOver({
    desktop: { reveal, askWhereToSave: async () => '/plans/p.dfplan' },
    plans: {
      save: async (_source, path) => ({ path, bytes: 1, kinds: ['logical' as const], notSerialized: [] }),
    },
    catalog: { list: async () => [] },
  });
  const path = '/plans/p.dfplan';
  await expect(handlers['shell:reveal']({ path }, context())).rejects.toMatchObject({
    code: 'invalid_request',
  });
  await handlers['plan:save']({ source: { sql: 'SELECT 1' }, suggestedName: 'p' }, context());
  await handlers['shell:reveal']({ path }, context());
  expect(reveal).toHaveBeenCalledExactlyOnceWith(path);
});

test('a save dialog that is dismissed writes nothing', async () => {
  const save = vi.fn();
  const handlers = handlersOver({ desktop: { askWhereToSave: async () => null }, plans: { save } });
  const request = { source: { sql: 'SELECT 1' }, suggestedName: 'p' };
  expect(await handlers['plan:save'](request, context())).toBeNull();
  expect(save).not.toHaveBeenCalled();
});
