import { describe, expect, it } from 'vitest';
import { isEmptyRange, rangeInEditor } from './ranges';

const span = (startLine: number, startColumn: number, endLine: number, endColumn: number) => ({
  start: { line: startLine, column: startColumn },
  end: { line: endLine, column: endColumn },
});
const range = (startLineNumber: number, startColumn: number, endLineNumber: number, endColumn: number) => ({
  startLineNumber,
  startColumn,
  endLineNumber,
  endColumn,
});

describe('rangeInEditor', () => {
  it('shifts the first line by both line and column', () => {
    expect(rangeInEditor(span(1, 8, 1, 12), { line: 4, column: 11 })).toEqual(range(4, 18, 4, 22));
  });

  it('shifts later lines by the line only', () => {
    expect(rangeInEditor(span(2, 3, 2, 9), { line: 4, column: 11 })).toEqual(range(5, 3, 5, 9));
  });

  it('handles a span over both', () => {
    expect(rangeInEditor(span(1, 2, 3, 5), { line: 10, column: 5 })).toEqual(range(10, 6, 12, 5));
  });

  it('changes nothing for a text that begins the editor', () => {
    expect(rangeInEditor(span(1, 1, 1, 4), { line: 1, column: 1 })).toEqual(range(1, 1, 1, 4));
  });
});

it('tells an empty range from one that spans lines', () => {
  expect(isEmptyRange(range(1, 4, 1, 4))).toBe(true);
  expect(isEmptyRange(range(1, 4, 2, 1))).toBe(false);
});
