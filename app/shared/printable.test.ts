import { describe, expect, it } from 'vitest';
import { printable, printableBlock } from './printable';

describe('printable', () => {
  it('escapes terminal control characters', () => {
    expect(printable('a\u001b[31m\n\t\u007f\u009b\u202eb')).toBe('a\\u001b[31m\\n\\t\\u007f\\u009b\\u202eb');
    expect(printable('Zürich 東京 👩‍🚀')).toBe('Zürich 東京 👩‍🚀');
  });

  it('keeps the lines and tabs of a block', () => {
    expect(printableBlock('a\tb\r\nc\u0007\n')).toBe('a\tb\nc\\u0007\n');
  });
});
