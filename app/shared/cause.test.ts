import { expect, it } from 'vitest';
import { causeOf } from './cause';
import type { ErrorCode } from './errors';

const cause = (code: ErrorCode, detail?: string) =>
  causeOf({ code, message: 'It is bad.', ...(detail !== undefined && { detail }) });

it.each(['file_damaged', 'plan_file_damaged'] as const)('is the root of %s, in one line', (code) => {
  const chain = 'Reading a.csv\ncaused by\nArrow error: Csv error: Line 3 is short\nand so on';
  expect(cause(code, chain)).toBe('Line 3 is short');
  expect(cause(code, 'Arrow error: it is bad.')).toBeUndefined();
  expect(cause(code)).toBeUndefined();
});

it('is bounded, and has no terminal control characters', () => {
  expect(cause('file_damaged', 'x'.repeat(10_000))).toHaveLength(501);
  expect(cause('file_damaged', 'field \u001b[2J\u202e of row 1')).toBe('field \\u001b[2J\\u202e of row 1');
});

it("leaves the product's own faults to the log", () => {
  expect(cause('panic', 'at a\nat b')).toBeUndefined();
  expect(cause('internal', 'at a')).toBeUndefined();
  expect(cause('file_missing', 'ENOENT')).toBeUndefined();
});
