/** Work that can be cancelled. */
export interface Cancellable {
  signal?: AbortSignal;
}

/** Options for encoding a plan. */
export interface ToBytesOptions extends Cancellable {
  /**
   * Includes the rows of tables in memory. Default false: such a table is
   * `plan_not_serializable`, and the error gives the size of its rows in bytes.
   */
  embedMemoryTables?: boolean;
}
