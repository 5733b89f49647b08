/**
 * Queues events from outside (command line, file manager, restore) until the
 * window is ready for them, and again while it reloads.
 */
export class EventQueue<T> {
  private waiting: T[] = [];
  private readonly ready = new Set<string>();

  /**
   * @param required the requests that the window makes before it is ready
   * @param deliver sends one event to the window
   */
  constructor(
    private readonly required: readonly string[],
    private readonly deliver: (message: T) => void,
  ) {}

  /** The window requested `what`. */
  listening(what: string): void {
    this.ready.add(what);
    this.flush();
  }

  /** The window reloads: events wait again. */
  hold(): void {
    this.ready.clear();
  }

  send(message: T): void {
    this.waiting.push(message);
    this.flush();
  }

  private flush(): void {
    if (!this.required.every((what) => this.ready.has(what))) return;
    for (const message of this.waiting.splice(0)) this.deliver(message);
  }
}
