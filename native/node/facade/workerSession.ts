import { EngineError } from './error';
import { Session } from './session';

/**
 * The default session of this thread of Node.js. Each worker thread loads this
 * module for itself, so each has its own.
 */
let installed: Session | undefined;

/** The fallback for expressions; created at first use, closed when the thread ends. */
let common: Session | undefined;

/**
 * Makes `session` the default of `fromBytes` and `fromJson` on this thread: call it
 * once at the start of a worker. It replaces the previous one; sessions are neither
 * copied nor closed.
 */
export function setWorkerSession(session: Session): void {
  installed = session;
}

/** The session that {@link setWorkerSession} installed on this thread; null without one. */
export function getWorkerSession(): Session | null {
  return installed ?? null;
}

/** Forgets the installed session; it is not closed. */
export function clearWorkerSession(): void {
  installed = undefined;
}

/** `given`, else the thread's session. @throws `invalid_request` without either */
export function sessionForPlan(given: Session | undefined): Session {
  const session = given ?? installed;
  if (session) return session;
  throw new EngineError({
    code: 'invalid_request',
    message: 'There is no session to read the plan into.',
    hint: 'Give one to fromBytes, or install one for this thread with setWorkerSession.',
  });
}

/** `given`, else the thread's session, else one with only DataFusion's own functions. */
export function sessionForExpr(given: Session | undefined): Session {
  const session = given ?? installed;
  if (session) return session;
  if (!common) {
    const made = new Session();
    process.once('exit', () => made.close());
    common = made;
  }
  return common;
}
