import type { Workbench } from './workbench';

/** The open windows, each a separate workbench. */
export class Workbenches {
  /** The one used last comes first. */
  private open: Workbench[] = [];
  private used = false;
  private readonly closing = new Set<Promise<void>>();
  /** Files to open that arrived before the first window. */
  private early: string[] = [];

  add(workbench: Workbench): void {
    this.used = true;
    this.open.unshift(workbench);
    workbench.window.on('focus', () => {
      this.open = [workbench, ...this.open.filter((other) => other !== workbench)];
    });
    workbench.window.once('closed', () => {
      this.open = this.open.filter((other) => other !== workbench);
      this.finish(workbench);
    });
    const files = this.early;
    this.early = [];
    this.openFiles(files);
  }

  /** The workbench that handles requests to the application. */
  current(): Workbench | undefined {
    return this.open[0];
  }

  /** Opens files in the current window; before the first window, they wait for it. */
  openFiles(paths: readonly string[]): void {
    if (paths.length === 0) return;
    const workbench = this.current();
    if (workbench) workbench.openFiles(paths);
    else this.early.push(...paths);
  }

  /** Ends everything once the last change is on disk. Undefined when no window was ever open. */
  close(): Promise<void> | undefined {
    for (const workbench of this.open.splice(0)) this.finish(workbench);
    if (!this.used) return undefined;
    return Promise.allSettled(this.closing).then(() => undefined);
  }

  private finish(workbench: Workbench): void {
    const closed = workbench.close().finally(() => this.closing.delete(closed));
    this.closing.add(closed);
  }
}
