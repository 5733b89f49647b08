import { expect, test, vi } from 'vitest';
import type { PlanInspection } from '../../shared/planFile';
import { createHandlers, type Services } from './handlers';

/** Handlers over services with only the given methods. */
function handlersOver(parts: { [K in keyof Services]?: Partial<Services[K]> | Services[K] }) {
  const services = { tablesReady: () => Promise.resolve(), ...parts } as unknown as Services;
  return createHandlers(services, new Set());
}

const context = () => ({ owner: 'window-1', signal: new AbortController().signal, commit: () => undefined });

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

test('a saved plan writes only if that is allowed now or its bytes are approved', async () => {
  const [approved, other] = ['a'.repeat(64), 'b'.repeat(64)];
  const run = vi.fn((..._: unknown[]) => ({ queryId: 'q1' }));
  const allow = vi.fn(async (_shown, _call, begin: () => { queryId: string }) => begin());
  const shown = { sha256: approved } as PlanInspection;
  const handlers = handlersOver({
    plans: { run, inspect: async () => shown },
    approvals: { has: async (sha256) => sha256 === approved, allowAnd: allow as never },
  });
  const start = async (request: object) => {
    const plan = { path: '/p.dfplan', kind: 'optimized' as const, allowChanged: false, sha256: other };
    await handlers['plan:run']({ ...plan, ...request }, context());
    const [, options] = run.mock.lastCall ?? [];
    return (options as { allowWrite?: boolean }).allowWrite;
  };
  expect(await start({})).toBe(false);
  expect(await start({ allowWrite: true })).toBe(true);
  expect(await start({ sha256: approved })).toBe(true);
  // A re-planned plan has other bytes than the approved ones.
  expect(await start({ sha256: approved, replanned: other })).toBe(false);
  await start({ remember: true, allowWrite: true });
  await start({ sha256: approved, remember: true });
  expect(allow).not.toHaveBeenCalled();
  await start({ sha256: approved, remember: true, allowWrite: true });
  expect(allow).toHaveBeenCalledOnce();
  expect(allow.mock.lastCall?.[0]).toBe(shown);
});
