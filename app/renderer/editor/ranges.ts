import type { TextSpan } from '../../shared/errors';
import { type Position, positionInEditor } from '../base';

/** Where a text begins in the editor. */
export type Origin = Position;

/** A range as Monaco counts it: lines and columns from 1, columns in UTF-16 code units, the end exclusive. */
export interface EditorRange {
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
}

/** The editor range of a span of the text that ran. */
export function rangeInEditor(span: TextSpan, origin: Origin): EditorRange {
  const start = positionInEditor(span.start, origin);
  const end = positionInEditor(span.end, origin);
  return {
    startLineNumber: start.line,
    startColumn: start.column,
    endLineNumber: end.line,
    endColumn: end.column,
  };
}

/** True if a range holds no character, so that nothing would be underlined. */
export function isEmptyRange(range: EditorRange): boolean {
  return range.startLineNumber === range.endLineNumber && range.startColumn >= range.endColumn;
}
