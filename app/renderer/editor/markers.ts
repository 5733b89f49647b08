import type { TextSpan } from '../../shared/errors';

/** Where a text begins in the editor; both count from 1. */
export interface Origin {
  line: number;
  column: number;
}

/** A range as Monaco counts it: all from 1, columns in UTF-16 code units, the end exclusive. */
export interface EditorRange {
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
}

/** Moves a span of the text that ran to where that text stands in the editor. */
export function rangeInEditor(span: TextSpan, origin: Origin): EditorRange {
  const line = (position: { line: number }) => origin.line + position.line - 1;
  // Only the first line of the text shares its line with what stands before it.
  const column = (position: { line: number; column: number }) =>
    position.line === 1 ? origin.column + position.column - 1 : position.column;
  return {
    startLineNumber: line(span.start),
    startColumn: column(span.start),
    endLineNumber: line(span.end),
    endColumn: column(span.end),
  };
}

/** True when a range holds no character, so that nothing would be underlined. */
export function isEmptyRange(range: EditorRange): boolean {
  return range.startLineNumber === range.endLineNumber && range.startColumn >= range.endColumn;
}
