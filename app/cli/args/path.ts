import { resolve } from 'node:path';
import { UsageError } from './usageError';

/** The FILE or PATH for standard input or output. */
export const STANDARD_INPUT = '-';

/**
 * The absolute path that was typed; a `file:` URL stays as it is.
 * @throws UsageError for a URL of another machine
 */
export function localPath(typed: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(typed);
  if (scheme === 'file') return typed;
  throw new UsageError(
    `${typed} is not on this machine: remote files are not supported yet.`,
    'Download it and name the file.',
  );
}
