import type { Session as NativeSession } from '../generated/binding';
import type { Session } from './session';

const natives = new WeakMap<Session, NativeSession>();

/** Stores the addon's session behind `session`. */
export function bindNative(session: Session, native: NativeSession): void {
  natives.set(session, native);
}

/** The addon's session behind `session`. */
export function nativeOf(session: Session): NativeSession {
  const native = natives.get(session);
  if (!native) throw new TypeError('This is no session of this module.');
  return native;
}
