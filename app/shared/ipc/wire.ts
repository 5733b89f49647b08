import type { Channel } from './contract';

/**
 * Channels whose responses are sent as JSON text. They can hold an object per plan operator, and both
 * process borders copy objects property by property, which would block the window for seconds.
 */
export const JSON_CHANNELS: ReadonlySet<Channel> = new Set<Channel>(['plan:inspect', 'bytes:open']);

/**
 * Names of the three message kinds between preload script and main process.
 * The contract's channels and events travel inside them, so the sandboxed side
 * can reach nothing else.
 */
export const WIRE = {
  /** Renderer to main, answered: `(channel, request, callId?)` gives an envelope. */
  call: 'planarium:call',
  /** Renderer to main: `(callId)`. */
  cancel: 'planarium:cancel',
  /** Main to renderer: `(event name, payload)`. */
  event: 'planarium:event',
} as const;
