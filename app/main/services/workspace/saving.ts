import type { AppError } from '../../../shared/errors';
import { toAppError } from '../serviceError';
import { writeFailed } from '../writeFailed';

/** Interval between retries of a failed write, in milliseconds. */
const RETRY_MS = 5000;

/** Tracks whether the workspace is being saved: turns failures into errors with a remedy, and retries. */
export class Saving {
  /** The latest failure of each file that could not be written, by its path. */
  private readonly failures = new Map<string, AppError>();
  private listener: (failure: AppError | null) => void = () => {};
  private timer: NodeJS.Timeout | undefined;

  /** @param again writes pending changes */
  constructor(private readonly again: () => Promise<void>) {}

  /** Why not everything is on disk; null if it is. */
  get failure(): AppError | null {
    const [first] = this.failures.values();
    return first ?? null;
  }

  onChanged(listener: (failure: AppError | null) => void): void {
    this.listener = listener;
  }

  /** Writes `path`. @throws `write_failed` */
  async attempt(path: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (thrown) {
      const error = writeFailed(path, thrown, remedy(thrown));
      this.note(path, toAppError(error));
      throw error;
    }
    this.note(path, null);
  }

  /** Ends the attempts. */
  stop(): void {
    clearTimeout(this.timer);
    this.listener = () => {};
  }

  private note(path: string, failure: AppError | null): void {
    const before = this.failure?.message;
    if (failure) this.failures.set(path, failure);
    else this.failures.delete(path);
    if (this.failure?.message !== before) this.listener(this.failure);
    clearTimeout(this.timer);
    if (this.failure) {
      this.timer = setTimeout(() => void this.again().catch(() => undefined), RETRY_MS);
      this.timer.unref();
    }
  }
}

const RESUMES = 'saving then resumes by itself.';
const ELSEWHERE = 'Or start Planarium with PLANARIUM_HOME set to another folder.';

function remedy(thrown: unknown): string {
  switch ((thrown as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `Free some space; ${RESUMES}`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `Move the file that is in the place of the folder; ${RESUMES} ${ELSEWHERE}`;
    case 'ELOCKED':
      return `Close the other window; ${RESUMES}`;
    default:
      return `Make the folder writable; ${RESUMES} ${ELSEWHERE}`;
  }
}
