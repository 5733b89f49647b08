import { mapError } from '../../main/services/serviceError';

/** Text of the engine with its options replaced by their names on the command line. */
export function flagNames(text: string): string {
  return text.replaceAll('embedMemoryTables', '--embed-memory-tables');
}

/** The same error with {@link flagNames} applied to its hint. */
export function withFlags(thrown: unknown): unknown {
  return mapError(thrown, ({ hint }) => (hint ? { hint: flagNames(hint) } : undefined));
}
