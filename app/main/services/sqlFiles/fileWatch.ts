import { type StatsListener, unwatchFile, watchFile } from 'node:fs';

/** Polling interval of a file in milliseconds. Polling also notices replaced files, and works on network drives. */
const INTERVAL_MS = 1000;

/** Watches a set of files and reports each that was changed, replaced or removed. */
export class FileWatch {
  private readonly listeners = new Map<string, StatsListener>();

  constructor(private readonly changed: (path: string) => void) {}

  /** Watches these files from now on, instead of those before. */
  set(paths: readonly string[]): void {
    const wanted = new Set(paths);
    for (const [path, listener] of this.listeners) {
      if (wanted.has(path)) continue;
      unwatchFile(path, listener);
      this.listeners.delete(path);
    }
    for (const path of wanted) {
      if (this.listeners.has(path)) continue;
      const listener: StatsListener = () => this.changed(path);
      this.listeners.set(path, listener);
      watchFile(path, { interval: INTERVAL_MS, persistent: false }, listener);
    }
  }
}
