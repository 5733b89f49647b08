/**
 * A request as the services see it: whether its answer is still wanted. Work in several steps takes
 * it, so that nothing happens after a cancel.
 */
export interface Call {
  readonly signal: AbortSignal;
  /**
   * The point of no return, right before what cannot be undone: throws `cancelled`, or makes every
   * later cancel come too late, so that the request answers with what it did.
   */
  commit(): void;
}
