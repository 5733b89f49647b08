import type { AppError } from '../../shared/errors';
import type { Bridge } from '../../shared/ipc/bridge';
import type { Channel, EventName, EventPayload, Request, Response } from '../../shared/ipc/contract';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly planarium: Bridge;
  }
}

/** A request that was answered with an error. `error.code` is `cancelled` when it was cancelled. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(readonly error: AppError) {
    super(error.message);
  }
}

let calls = 0;

/**
 * Sends a request to the main process.
 *
 * @param options.signal cancels it: the call then rejects with code `cancelled`, or resolves if it was answered first
 * @throws CallError
 */
export async function call<C extends Channel>(
  channel: C,
  request: Request<C>,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Response<C>> {
  const { signal } = options;
  if (signal?.aborted) throw new CallError({ code: 'cancelled', message: 'Cancelled.' });
  const callId = signal ? `call-${++calls}` : undefined;
  const cancel = () => callId && window.planarium.cancel(callId);
  signal?.addEventListener('abort', cancel);
  try {
    const answer = await window.planarium.call(channel, request, callId);
    if (!answer.ok) throw new CallError(answer.error);
    return 'json' in answer ? (JSON.parse(answer.json) as Response<C>) : answer.value;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** Listens to an event of the main process. Returns the function that stops listening. */
export function subscribe<E extends EventName>(
  event: E,
  listener: (payload: EventPayload<E>) => void,
): () => void {
  return window.planarium.on(event, listener);
}
