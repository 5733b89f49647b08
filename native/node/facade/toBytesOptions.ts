/** Work that can be cancelled. */
export interface Cancellable {
  signal?: AbortSignal;
}

/** How a plan becomes bytes. */
export interface ToBytesOptions extends Cancellable {
  /**
   * Puts the rows of tables that live in memory into the bytes. Default false: such a table is
   * `plan_not_serializable`, and the error tells how many bytes its rows take.
   */
  embedMemoryTables?: boolean;
}
