/** The destination of a command's data. */
export interface Target {
  /** @throws ClosedPipe if the reader closed it, `write_failed` */
  write(bytes: Uint8Array): Promise<void>;
  /** All was written. */
  commit(): Promise<void>;
  /** It will not be completed. */
  discard(): Promise<void>;
}

/** The reader of the output closed it: not a fault, but the command has nothing left to do. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';
}
