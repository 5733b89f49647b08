/** Runs work once for all requests within a fixed wait. Later requests do not extend the wait. */
export class Debouncer {
  private waiting: { timer: NodeJS.Timeout; done: Promise<void>; start(): void } | null = null;

  constructor(
    /** How long the first request waits for others, in milliseconds. */
    private readonly waitMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  /** Requests the work; settles with the run that covers this request. */
  schedule(): Promise<void> {
    if (!this.waiting) {
      let start = () => {};
      const started = new Promise<void>((resolve) => {
        start = resolve;
      });
      const done = started.then(() => {
        this.waiting = null;
        return this.work();
      });
      this.waiting = { timer: setTimeout(start, this.waitMs), done, start };
    }
    return this.waiting.done;
  }

  /** Runs pending work now; resolves at once if nothing is pending. */
  flush(): Promise<void> {
    if (!this.waiting) return Promise.resolve();
    const { timer, done, start } = this.waiting;
    clearTimeout(timer);
    start();
    return done;
  }
}
