import type { Envelope } from '../../shared/ipc/bridge';
import { type Channel, channels, type Request, type Response } from '../../shared/ipc/contract';
import { AS_TEXT } from '../../shared/ipc/wire';
import { cancelled, Failure, isFault, toAppError } from '../services/failure';
import type { Owner } from '../services/queryService';

/** Who calls, and whether the answer is still wanted. */
export interface CallContext {
  owner: Owner;
  signal: AbortSignal;
}

export type Handler<C extends Channel> = (
  request: Request<C>,
  context: CallContext,
) => Response<C> | Promise<Response<C>>;

/** One handler for each channel of the contract. */
export type Handlers = { [C in Channel]: Handler<C> };

/** A message as it came in; nothing of it is trusted. */
export interface Incoming {
  /** Null when the sender may not call: another frame, another origin, a frame that is gone. */
  owner: Owner | null;
  channel: unknown;
  request: unknown;
  callId: unknown;
}

/** Answers requests: checks sender and arguments, runs the handler, wraps result or error. */
export class Router {
  private readonly running = new Map<string, AbortController>();

  /** @param report gets the product's own faults, for the log */
  constructor(
    private readonly handlers: Handlers,
    private readonly report: (what: string, thrown: unknown) => void,
  ) {}

  /** Never rejects. */
  async answer(incoming: Incoming): Promise<Envelope<unknown>> {
    try {
      const value = await this.run(incoming);
      return AS_TEXT.has(incoming.channel as Channel)
        ? { ok: true, json: JSON.stringify(value) }
        : { ok: true, value };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (isFault(error)) this.report(nameOf(incoming.channel), thrown);
      return { ok: false, error };
    }
  }

  /** Ends a call under way; it answers `cancelled` at once. Does nothing for any other id. */
  cancel(owner: Owner | null, callId: unknown): void {
    if (owner !== null && typeof callId === 'string') this.running.get(keyOf(owner, callId))?.abort();
  }

  /** Ends every call of an owner that is gone. */
  cancelAll(owner: Owner): void {
    for (const [key, controller] of this.running) if (key.startsWith(keyOf(owner, ''))) controller.abort();
  }

  private async run({ owner, channel, request, callId }: Incoming): Promise<unknown> {
    if (owner === null)
      throw new Failure('sender_refused', 'Requests are taken from the application window only.');
    if (typeof channel !== 'string' || !Object.hasOwn(channels, channel)) {
      throw new Failure('invalid_request', `There is no channel "${nameOf(channel)}".`);
    }
    const name = channel as Channel;
    const parsed = channels[name].request.safeParse(request);
    if (!parsed.success) {
      throw new Failure('invalid_request', `The request to ${name} is not valid.`, {
        detail: parsed.error.message,
      });
    }
    const controller = new AbortController();
    const key = keyOf(owner, typeof callId === 'string' ? callId : `unnamed-${++this.unnamed}`);
    this.running.set(key, controller);
    try {
      // The table pairs each channel with its own types; the compiler cannot see it through a variable.
      const handler = this.handlers[name] as Handler<Channel>;
      const work = Promise.resolve(
        handler(parsed.data as Request<Channel>, { owner, signal: controller.signal }),
      );
      return await untilAborted(work, controller.signal);
    } finally {
      if (this.running.get(key) === controller) this.running.delete(key);
    }
  }

  private unnamed = 0;
}

/** Not every value turns into text: an object without a prototype throws. */
function nameOf(channel: unknown): string {
  return typeof channel === 'string' ? channel : typeof channel;
}

function keyOf(owner: Owner, callId: string): string {
  return `${owner}\n${callId}`;
}

/** The result of `work`, or a rejection as soon as the signal aborts; abandoned work ends by itself. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled());
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
