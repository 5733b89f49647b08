import type { AppError } from '../errors';
import type { Channel, EventName, EventPayload, Request, Response } from './contract';

/**
 * The answer to a request as it crosses the process boundary; `json` is a value that crosses as text: of one
 * of {@link JSON_CHANNELS}, or one that the engine wrote as text.
 */
export type Envelope<T> =
  | { ok: true; value: T }
  | { ok: true; json: string }
  | { ok: false; error: AppError };

/** What the preload script puts on `window.planarium`. */
export interface Bridge {
  readonly platform: 'darwin' | 'linux' | 'win32';
  /** Sends a request. `callId` identifies it for {@link Bridge.cancel}. Never rejects. */
  call<C extends Channel>(channel: C, request: Request<C>, callId?: string): Promise<Envelope<Response<C>>>;
  /** Cancels a running request: it answers with code `cancelled`. Does nothing if it already answered. */
  cancel(callId: string): void;
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  /** Absolute paths of dropped or picked files; files without a path are left out. */
  pathsOf(files: readonly File[]): string[];
}
