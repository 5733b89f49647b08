import { describe, expect, it } from 'vitest';
import { mapError, ServiceError, toAppError } from './serviceError';

const span = { start: { line: 2, column: 3 }, end: { line: 2, column: 9 } };
const error = { code: 'column_unknown' as const, message: 'No column nam.', hint: 'Try name.', span };

describe('a rethrown error', () => {
  it('keeps every part', () => {
    expect(toAppError(ServiceError.of(error))).toEqual(error);
    expect(toAppError(ServiceError.of({ ...error, detail: 'all of it' }))).toEqual({
      ...error,
      detail: 'all of it',
    });
  });

  it('replaces the changed fields', () => {
    const hint = 'Try --name.';
    expect(toAppError(mapError(ServiceError.of(error), () => ({ hint })))).toEqual({ ...error, hint });
  });

  it('is the same object if nothing changes', () => {
    const thrown = ServiceError.of(error);
    expect(mapError(thrown, ({ code }) => (code === 'internal' ? { hint: '' } : undefined))).toBe(thrown);
  });
});
