import { write } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { writeFailed } from '../../main/services/writeFailed';
import { ClosedPipe, type Target } from './target';

const writeTo = promisify(write);

/** How long to wait for a pipe that is full and does not block, in milliseconds. */
const RETRY_MS = 5;

const USUAL_COLUMNS = 80;

/**
 * Standard output. Files and pipes are written from another thread: Node's own
 * stream blocks on a full pipe, and Ctrl-C would not be handled meanwhile.
 */
export class StandardOutput implements Target {
  constructor(private readonly stream: typeof process.stdout = process.stdout) {}

  get isTerminal(): boolean {
    return this.stream.isTTY === true;
  }

  /** Width of the terminal in columns; undefined if there is none. */
  get columns(): number | undefined {
    // Some terminals do not know their size and report 0.
    return this.isTerminal ? this.stream.columns || USUAL_COLUMNS : undefined;
  }

  /** @throws ClosedPipe, `write_failed` */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.isTerminal) {
      await new Promise<void>((resolve, reject) =>
        this.stream.write(bytes, (error) => (error ? reject(failed(error)) : resolve())),
      );
      return;
    }
    let rest = bytes;
    while (rest.length > 0) rest = rest.subarray(await this.writeSome(rest));
  }

  text(text: string): Promise<void> {
    return this.write(new TextEncoder().encode(text));
  }

  async commit(): Promise<void> {}

  async discard(): Promise<void> {}

  private async writeSome(bytes: Uint8Array): Promise<number> {
    try {
      return (await writeTo(this.stream.fd, bytes)).bytesWritten;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw failed(error);
      await setTimeout(RETRY_MS);
      return 0;
    }
  }
}

function failed(error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE' || code === 'EOF') return new ClosedPipe();
  return writeFailed('Standard output', error, 'Make room on the disk, or send the output elsewhere.');
}
