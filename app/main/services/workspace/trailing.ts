/** Work that is done at most once in a while, for everything that was asked of it meanwhile. */
export class Trailing {
  private waiting: { timer: NodeJS.Timeout; done: Promise<void>; start(): void } | null = null;

  constructor(
    /** How long the first request waits for others, in milliseconds. */
    private readonly waitMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  /** Asks for the work; settles as the work that covers this request does. */
  soon(): Promise<void> {
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

  /** Does at once what was asked for and has not begun; resolves at once when there is nothing. */
  now(): Promise<void> {
    if (!this.waiting) return Promise.resolve();
    const { timer, done, start } = this.waiting;
    clearTimeout(timer);
    start();
    return done;
  }
}
