/** A value as JSON that another thread wrote: it crosses to the window as it is, never parsed on the way. */
export class JsonText<T> {
  /** Ties the text to the type of its value. */
  declare readonly value: T;

  constructor(readonly text: string) {}
}
