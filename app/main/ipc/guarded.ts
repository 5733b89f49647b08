import { cancelled } from '../services/serviceError';

/**
 * The services for one request: once its signal is aborted, none of their methods starts. Services
 * that work in several steps check the request's `Call` themselves.
 */
export function guarded<S extends object>(services: S, signal: AbortSignal): S {
  const view: Record<string, unknown> = {};
  for (const [name, service] of Object.entries(services)) view[name] = guard(service, signal);
  return view as S;
}

function guard(service: unknown, signal: AbortSignal): unknown {
  if (typeof service === 'function') return begins(service, undefined, signal);
  if (typeof service !== 'object' || service === null) return service;
  return new Proxy(service, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? begins(member, target, signal) : member;
    },
  });
}

function begins(method: object, self: unknown, signal: AbortSignal) {
  return (...args: unknown[]) => {
    if (signal.aborted) throw cancelled();
    return (method as (...args: unknown[]) => unknown).apply(self, args);
  };
}
