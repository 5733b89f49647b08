/** The name that `typed` probably means: one with that prefix, or with at most two letters changed. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  if (typed.length < 2) return undefined;
  const begun = names.find((name) => name.startsWith(typed) || typed.startsWith(name));
  if (begun !== undefined) return begun;
  const [best] = names
    .map((name) => ({ name, changes: changes(typed, name) }))
    .sort((a, b) => a.changes - b.changes);
  return best && best.changes <= Math.min(2, typed.length / 3) ? best.name : undefined;
}

/** Letters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
function changes(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(
        Math.min(
          at(line, column - 1) + 1,
          at(last, column) + 1,
          at(last, column - 1) + same,
          swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, last] = [last, line];
  }
  return at(last, b.length);
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY;
}
