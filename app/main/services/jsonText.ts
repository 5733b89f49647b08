/** A value as JSON written by another thread: it is forwarded to the window unparsed. */
export class JsonText<T> {
  /** Ties the text to the type of its value. */
  declare readonly value: T;

  constructor(readonly text: string) {}
}
