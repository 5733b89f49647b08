import { diffLines } from 'diff';
import { printable } from './printable';

/** A line of two texts: of both, only of the first, or only of the second. */
export interface DiffLine {
  sign: ' ' | '-' | '+';
  /** Without terminal control characters. */
  text: string;
}

/** The lines of two texts in order, removed lines before added ones. */
export function lineDiff(before: string, after: string): DiffLine[] {
  return diffLines(`${before}\n`, `${after}\n`).flatMap(({ value, added, removed }) => {
    const sign = added ? '+' : removed ? '-' : ' ';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ sign, text: printable(text) }) as const);
  });
}
