import { Session } from '../../../native/node';
import type { Engine } from './engine';

/** Path of the addon that {@link openNativeEngine} loads. @throws if there is none */
export { addonPath } from '../../../native/node';

/**
 * The engine inside this process.
 *
 * @param options.memoryLimitBytes default 60 % of the machine's memory
 * @param options.spillDirectory where the folder for spilled data is made; default: the system's temporary folder
 * @throws when the addon is missing or was built for another system
 */
export function openNativeEngine(
  options: { memoryLimitBytes?: number; spillDirectory?: string; settings?: Record<string, string> } = {},
): Engine {
  return new Session(options);
}
