/** The exit codes of the command. */
export const exitCode = {
  ok: 0,
  /** A query, a plan or a file is wrong. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** It differs, is blocked, or needs a consent that was not given. */
  blocked: 3,
  /** Ctrl-C. */
  cancelled: 130,
} as const;
