import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallError, call } from './call';
import { isCancelled, toAppError } from './errors';

const bridge = { call: vi.fn(), cancel: vi.fn(), on: vi.fn(), pathsOf: vi.fn(), platform: 'linux' as const };

beforeEach(() => {
  vi.stubGlobal('window', { planarium: bridge });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

describe('call', () => {
  it('gives the value of a good answer', async () => {
    bridge.call.mockResolvedValue({ ok: true, value: [{ start: 0, end: 8 }] });
    expect(await call('query:statements', { sql: 'SELECT 1' })).toEqual([{ start: 0, end: 8 }]);
    expect(bridge.call).toHaveBeenCalledWith('query:statements', { sql: 'SELECT 1' }, undefined);
  });

  it('reads an answer that came as text', async () => {
    bridge.call.mockResolvedValue({ ok: true, json: '{"sql":"SELECT 1","stages":[]}' });
    expect(await call('plan:explain', { sql: 'SELECT 1' })).toEqual({ sql: 'SELECT 1', stages: [] });
  });

  it('throws the error of a bad one', async () => {
    const error = { code: 'file_missing' as const, message: 'No file at /x.' };
    bridge.call.mockResolvedValue({ ok: false, error });
    const thrown = await call('catalog:list', undefined).catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(CallError);
    expect(toAppError(thrown)).toEqual(error);
  });

  it('cancels by the id of its call', async () => {
    const controller = new AbortController();
    let answer = (_: unknown) => {};
    bridge.call.mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const pending = call('catalog:list', undefined, { signal: controller.signal }).catch(
      (caught: unknown) => caught,
    );
    controller.abort();
    expect(bridge.cancel).toHaveBeenCalledWith(bridge.call.mock.calls[0]?.[2]);
    answer({ ok: false, error: { code: 'cancelled', message: 'Cancelled.' } });
    expect(isCancelled(await pending)).toBe(true);
  });

  it('asks nothing once it was aborted', async () => {
    const thrown = await call('catalog:list', undefined, { signal: AbortSignal.abort() }).catch(
      (caught: unknown) => caught,
    );
    expect(isCancelled(thrown)).toBe(true);
    expect(bridge.call).not.toHaveBeenCalled();
  });
});

describe('toAppError', () => {
  it('turns a fault of the window into code internal with its message', () => {
    expect(toAppError(new TypeError('x is not a function'))).toMatchObject({
      code: 'internal',
      message: 'x is not a function',
    });
  });
});
