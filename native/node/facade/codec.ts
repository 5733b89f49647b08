declare const kind: unique symbol;

/**
 * A logical extension codec as native addons hand it to each other: an opaque object
 * that only native code can make and that only works in the thread that got it.
 */
export interface LogicalCodecHandle {
  readonly [kind]: 'logical';
}

/** As {@link LogicalCodecHandle}, for physical plans. */
export interface PhysicalCodecHandle {
  readonly [kind]: 'physical';
}
