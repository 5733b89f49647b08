declare const kind: unique symbol;

/**
 * A logical extension codec that native addons exchange: an opaque object that only
 * native code can create and that only works in the thread that received it.
 */
export interface LogicalCodecHandle {
  readonly [kind]: 'logical';
}

/** As {@link LogicalCodecHandle}, for physical plans. */
export interface PhysicalCodecHandle {
  readonly [kind]: 'physical';
}
