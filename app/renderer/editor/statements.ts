import type { StatementSpan } from '../../shared/query';

/**
 * Index of the statement that a cursor belongs to, or -1 when there is none: the
 * one it stands in or right after; on the line of the next statement, before
 * it, that one; else the one before.
 */
export function statementAt(text: string, spans: readonly StatementSpan[], offset: number): number {
  const inside = spans.findIndex((span) => offset >= span.start && offset <= span.end);
  if (inside >= 0) return inside;
  const next = spans.findIndex((span) => span.start > offset);
  const previous = next < 0 ? spans.length - 1 : next - 1;
  const before = spans[previous];
  const after = spans[next];
  if (!before) return next;
  if (!after) return previous;
  const leftPrevious = text.slice(before.end, offset).includes('\n');
  const reachedNext = !text.slice(offset, after.start).includes('\n');
  return leftPrevious && reachedNext ? next : previous;
}
