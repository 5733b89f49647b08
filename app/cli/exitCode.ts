/** The exit codes of the command. */
export const exitCode = {
  ok: 0,
  /** A query, a plan or a file is wrong. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Different, blocked, or without the necessary consent. */
  blocked: 3,
  /** Ctrl-C. */
  cancelled: 130,
} as const;
