import type { Envelope } from '../../shared/ipc/bridge';
import {
  type Channel,
  channels,
  type HoldingChannel,
  type Request,
  type Response,
} from '../../shared/ipc/contract';
import { JSON_CHANNELS } from '../../shared/ipc/wire';
import type { Call } from '../services/call';
import { JsonText } from '../services/jsonText';
import type { Owner } from '../services/queryService';
import { cancelled, isFault, ServiceError, toAppError } from '../services/serviceError';
import { checkedResponse } from './checked';

/** The caller, and whether the request is cancelled. */
export interface CallContext extends Call {
  readonly owner: Owner;
}

export type Handler<C extends Channel> = (
  request: Request<C>,
  context: CallContext,
) => Answer<C> | Promise<Answer<C>>;

type Answer<C extends Channel> = Response<C> | JsonText<Response<C>>;

/** One handler for each channel of the contract. */
export type Handlers = { [C in Channel]: Handler<C> };

/** Closes what an undelivered response holds open. */
export type Releases = { [C in HoldingChannel]: (answer: Response<C>) => void };

/** What the router needs to answer requests. */
export interface Answers {
  /** The handlers for one call: they start nothing once the signal is aborted. */
  handlers(signal: AbortSignal): Handlers;
  release: Releases;
  /** Gets the product's own faults, for the log. */
  report(what: string, thrown: unknown): void;
}

/** A message as received, untrusted. */
export interface Incoming {
  /** Null if the sender may not call: another frame, another origin, a closed frame. */
  owner: Owner | null;
  channel: unknown;
  request: unknown;
  callId: unknown;
}

/** Answers requests: checks sender and arguments, runs the handler, wraps result or error. */
export class Router {
  private readonly running = new Map<string, RunningCall>();
  private unnamed = 0;

  constructor(private readonly answers: Answers) {}

  /** Never rejects. */
  async answer(incoming: Incoming): Promise<Envelope<unknown>> {
    try {
      const value = await this.run(incoming);
      if (value instanceof JsonText) return { ok: true, json: value.text };
      return JSON_CHANNELS.has(incoming.channel as Channel)
        ? { ok: true, json: JSON.stringify(value) }
        : { ok: true, value };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (isFault(error)) this.answers.report(nameOf(incoming.channel), thrown);
      return { ok: false, error };
    }
  }

  /** Cancels a running call that is not committed; it answers `cancelled` at once. Does nothing for other ids. */
  cancel(owner: Owner | null, callId: unknown): void {
    if (owner !== null && typeof callId === 'string') this.running.get(keyOf(owner, callId))?.cancel();
  }

  /** Cancels every call of a closed owner. */
  cancelAll(owner: Owner): void {
    for (const call of this.running.values()) if (call.owner === owner) call.cancel();
  }

  private async run({ owner, channel, request, callId }: Incoming): Promise<unknown> {
    if (owner === null)
      throw new ServiceError('sender_refused', 'Requests are taken from the application window only.');
    if (typeof channel !== 'string' || !Object.hasOwn(channels, channel)) {
      throw new ServiceError('invalid_request', `There is no channel "${nameOf(channel)}".`);
    }
    const name = channel as Channel;
    const parsed = channels[name].request.safeParse(request);
    if (!parsed.success) {
      throw new ServiceError('invalid_request', `The request to ${name} is not valid.`, {
        detail: parsed.error.message,
      });
    }
    const call = new RunningCall(owner);
    const key = keyOf(owner, typeof callId === 'string' ? callId : `unnamed-${++this.unnamed}`);
    this.running.set(key, call);
    try {
      // The table pairs each channel with its types, which the compiler cannot infer through a variable.
      const handler = this.answers.handlers(call.signal)[name] as Handler<Channel>;
      const work = Promise.resolve(handler(parsed.data as Request<Channel>, call));
      return await this.untilAborted(name, work, call.signal);
    } finally {
      if (this.running.get(key) === call) this.running.delete(key);
    }
  }

  /** The result of `work`, or a rejection as soon as the signal aborts; a later result is released. */
  private untilAborted<T>(name: Channel, work: Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(cancelled());
      signal.addEventListener('abort', abort, { once: true });
      work
        .then((value) => {
          if (signal.aborted) this.release(name, value);
          else resolve(checkedResponse(name, value as Answer<Channel>) as T);
        })
        .catch(reject)
        .finally(() => signal.removeEventListener('abort', abort));
    });
  }

  private release(name: Channel, answer: unknown): void {
    const release = (this.answers.release as Partial<Record<Channel, (answer: unknown) => void>>)[name];
    try {
      release?.(answer);
    } catch (thrown) {
      this.answers.report(name, thrown);
    }
  }
}

class RunningCall implements CallContext {
  private readonly controller = new AbortController();
  private committed = false;

  // Handlers destructure these, so they work without `this`.
  readonly commit = () => {
    if (this.signal.aborted) throw cancelled();
    this.committed = true;
  };

  constructor(readonly owner: Owner) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  cancel(): void {
    if (!this.committed) this.controller.abort();
  }
}

/** Converting to text can throw, for example for an object without a prototype. */
function nameOf(channel: unknown): string {
  return typeof channel === 'string' ? channel : typeof channel;
}

function keyOf(owner: Owner, callId: string): string {
  return `${owner}\n${callId}`;
}
