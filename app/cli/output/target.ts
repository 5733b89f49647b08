/** Where a command's data go. */
export interface Target {
  /** @throws ClosedPipe when nobody reads any more, `write_failed` */
  write(bytes: Uint8Array): Promise<void>;
  /** All was written. */
  commit(): Promise<void>;
  /** It will not be completed. */
  discard(): Promise<void>;
}

/** Whoever read the output stopped reading: no fault, there is just nothing left to do. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';
}
