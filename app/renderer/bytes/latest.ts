/** Work of which only the last asked for counts: asking again, or ending, aborts what was asked before. */
export class Latest {
  private controller = new AbortController();

  /** The signal of new work. */
  next(): AbortSignal {
    this.end();
    this.controller = new AbortController();
    return this.controller.signal;
  }

  end(): void {
    this.controller.abort();
  }
}
