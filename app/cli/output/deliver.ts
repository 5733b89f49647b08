import { OutputFile } from './outputFile';
import type { StandardOutput } from './standardOutput';
import { ClosedPipe, type Target } from './target';

/**
 * Lets `produce` write to the file `path`, or to standard output without one.
 * The file appears only when `produce` is done. False if the reader closed
 * standard output.
 */
export async function deliver(
  path: string | undefined,
  stdout: StandardOutput,
  produce: (target: Target) => Promise<void>,
): Promise<boolean> {
  const target = path === undefined ? stdout : await OutputFile.create(path);
  try {
    await produce(target);
    await target.commit();
    return true;
  } catch (error) {
    await target.discard();
    if (error instanceof ClosedPipe) return false;
    throw error;
  }
}
