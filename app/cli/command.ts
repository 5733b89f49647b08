import type { Arguments } from './args/parse';
import type { Host } from './host';
import type { Sql } from './input';
import type { HelpText } from './text/help';

/** One command of the program. */
export interface Command extends HelpText {
  /** Its name: `plan show`. Empty for the default command. */
  words: readonly string[];
  /** What it does in a few words, for the list of commands. */
  brief: string;
  /**
   * Does the work and returns the exit code.
   *
   * @param quote sets the text that positions of a later error refer to
   * @throws UsageError, and errors with a code of `app/shared/errors.ts`
   */
  run(args: Arguments, host: Host, quote: (sql: Sql) => void): Promise<number>;
}
