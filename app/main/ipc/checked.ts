import {
  type Channel,
  channels,
  type EventName,
  type EventPayload,
  events,
  type Response,
} from '../../shared/ipc/contract';
import { JsonText } from '../services/jsonText';
import { ServiceError } from '../services/serviceError';

/**
 * The response itself, compared with the contract in tests and development. A built product does not
 * compare: its own services are trusted, and a plan of thousands of operators takes long to parse.
 *
 * @throws `internal` with the fields that do not match
 */
export function checkedResponse<C extends Channel>(
  channel: C,
  response: Response<C> | JsonText<Response<C>>,
): Response<C> | JsonText<Response<C>> {
  if (import.meta.env.DEV) {
    const value: unknown = response instanceof JsonText ? JSON.parse(response.text) : response;
    compare(`The response to ${channel}`, channels[channel].response, value);
  }
  return response;
}

/** The payload itself, compared like {@link checkedResponse}. */
export function checkedEvent<E extends EventName>(event: E, payload: EventPayload<E>): EventPayload<E> {
  if (import.meta.env.DEV) compare(`The event ${event}`, events[event], payload);
  return payload;
}

type Schema = (typeof channels)[Channel]['response'] | (typeof events)[EventName];

function compare(what: string, schema: Schema, value: unknown): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  throw new ServiceError('internal', `${what} does not match the contract.`, {
    detail: parsed.error.message,
  });
}
