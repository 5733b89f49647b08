/**
 * Holds what comes from outside (command line, file manager, restore) until the
 * window listens, and again while it reloads.
 */
export class Outbox<T> {
  private waiting: T[] = [];
  private readonly heard = new Set<string>();

  /**
   * @param needed what the window must have asked for before it listens
   * @param deliver passes one message on
   */
  constructor(
    private readonly needed: readonly string[],
    private readonly deliver: (message: T) => void,
  ) {}

  /** The window asked for one of the needed things. */
  listening(what: string): void {
    this.heard.add(what);
    this.flush();
  }

  /** The window's page is gone. */
  hold(): void {
    this.heard.clear();
  }

  send(message: T): void {
    this.waiting.push(message);
    this.flush();
  }

  private flush(): void {
    if (!this.needed.every((what) => this.heard.has(what))) return;
    for (const message of this.waiting.splice(0)) this.deliver(message);
  }
}
