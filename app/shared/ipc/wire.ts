import type { Channel } from './contract';

/**
 * Channels whose answers cross as JSON text: they may hold as many objects as a plan has operators.
 * Both borders on the way to the window copy objects property by property, which stops it for seconds.
 */
export const AS_TEXT: ReadonlySet<Channel> = new Set<Channel>(['plan:inspect', 'bytes:open']);

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
