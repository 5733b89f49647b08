/** Keeps only the latest piece of work: `next` and `end` abort the one before. */
export class LatestOnly {
  private controller = new AbortController();

  /** Aborts the current work and returns the signal for new work. */
  next(): AbortSignal {
    this.end();
    this.controller = new AbortController();
    return this.controller.signal;
  }

  end(): void {
    this.controller.abort();
  }
}
