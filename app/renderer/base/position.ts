/** A place in a text: lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
  /** Of a place in a text that ran: where that text began, which also stands for the run. */
  origin?: Position;
}

/** Moves a position in a text that began at `origin` of the editor to where it is in the editor. */
export function positionInEditor(position: Position, origin: Position): Position {
  return {
    line: origin.line + position.line - 1,
    // Only the first line of the text shares its line with what stands before it.
    column: position.line === 1 ? origin.column + position.column - 1 : position.column,
    origin,
  };
}
