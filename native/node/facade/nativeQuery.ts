import type { Query as NativeQuery } from '../generated/binding';
import type { Query } from './query';

const natives = new WeakMap<Query, NativeQuery>();

/** Stores the addon's query behind `query`. */
export function bindNativeQuery(query: Query, native: NativeQuery): void {
  natives.set(query, native);
}

/** The addon's query behind `query`. */
export function nativeQueryOf(query: Query): NativeQuery {
  const native = natives.get(query);
  if (!native) throw new TypeError('This is no query of this module.');
  return native;
}
