/**
 * The cancellation state of a request, for services. Work in several steps takes it, so that nothing
 * happens after a cancel.
 */
export interface Call {
  readonly signal: AbortSignal;
  /**
   * The point of no return, right before an irreversible step: throws `cancelled`, or makes every
   * later cancel ineffective, so that the request returns its result.
   */
  commit(): void;
}
