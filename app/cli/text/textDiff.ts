import { diffLines } from 'diff';
import { printable } from '../../shared/printable';

/** The lines of two texts, each after `- `, `+ ` or two blanks; none when the texts are the same. */
export function textDiff(before: string, after: string): string[] {
  if (before === after) return [];
  return diffLines(`${before}\n`, `${after}\n`).flatMap(({ value, added, removed }) => {
    const sign = added ? '+' : removed ? '-' : ' ';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${sign} ${printable(line)}`);
  });
}
