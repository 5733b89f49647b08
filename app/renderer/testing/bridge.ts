import { onTestFinished } from 'vitest';
import type { AppError } from '../../shared/errors';
import type { Bridge } from '../../shared/ipc/bridge';
import type { Channel, EventName, EventPayload, Request, Response } from '../../shared/ipc/contract';

type Answers = { [C in Channel]?: (request: Request<C>) => Response<C> };

/** A request that is answered with an error. */
export class Refusal extends Error {
  constructor(readonly error: AppError) {
    super(error.message);
  }
}

/** Those who listen to events: they may outlive the bridge of one test. */
const listeners = new Map<EventName, Set<(payload: never) => void>>();

/** Sends an event, as the main process would. */
export function emit<E extends EventName>(event: E, payload: EventPayload<E>): void {
  for (const listener of listeners.get(event) ?? []) listener(payload as never);
}

/** What the preload script would put into the window, with these answers. Returns the requests as they come. */
export function bridge(answers: Answers): [Channel, unknown][] {
  const asked: [Channel, unknown][] = [];
  const planarium = {
    platform: 'linux',
    async call(channel: Channel, request: never) {
      asked.push([channel, request]);
      try {
        return { ok: true, value: answers[channel]?.(request) };
      } catch (thrown) {
        if (thrown instanceof Refusal) return { ok: false, error: thrown.error };
        throw thrown;
      }
    },
    cancel: () => undefined,
    on(event: EventName, listener: (payload: never) => void) {
      const others = listeners.get(event) ?? new Set();
      listeners.set(event, others.add(listener));
      return () => others.delete(listener);
    },
  };
  Object.assign(window, { planarium: planarium as unknown as Bridge });
  onTestFinished(() => void Reflect.deleteProperty(window, 'planarium'));
  return asked;
}
