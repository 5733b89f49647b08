/** The command line is invalid or requests something impossible. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** @param remedy what to type instead */
  constructor(
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }
}
