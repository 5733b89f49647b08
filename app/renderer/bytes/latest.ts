/** Work of which only the last asked for counts: asking again, or ending, aborts what was asked before. */
export class Latest {
  private controller = new AbortController();

  /** The signal of new work; it aborts with `outer`, too. */
  next(outer?: AbortSignal): AbortSignal {
    this.end();
    const controller = new AbortController();
    if (outer?.aborted) controller.abort();
    outer?.addEventListener('abort', () => controller.abort());
    this.controller = controller;
    return controller.signal;
  }

  end(): void {
    this.controller.abort();
  }
}
