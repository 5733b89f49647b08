import { onTestFinished } from 'vitest';
import type { AppError } from '../../shared/errors';
import type { Bridge } from '../../shared/ipc/bridge';
import type { Channel, Request, Response } from '../../shared/ipc/contract';

type Answers = { [C in Channel]?: (request: Request<C>) => Response<C> };

/** A request that is answered with an error. */
export class Refusal extends Error {
  constructor(readonly error: AppError) {
    super(error.message);
  }
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
    on: () => () => undefined,
  };
  Object.assign(window, { planarium: planarium as unknown as Bridge });
  onTestFinished(() => void Reflect.deleteProperty(window, 'planarium'));
  return asked;
}
