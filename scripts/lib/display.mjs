import { spawn } from 'node:child_process';
import { hasDisplay } from './debian.mjs';
import { UserError } from './say.mjs';

/** Timeout for the start of Xvfb, in milliseconds. */
const startTimeout = 20_000;

/**
 * Calls `body` with an environment in which windows can be shown: this one if
 * there is a display, else one with a virtual display for the duration of the
 * call.
 */
export async function withDisplay(body) {
  if (hasDisplay()) return body({ ...process.env });
  const { child, display } = await startXvfb();
  try {
    return await body({ ...process.env, DISPLAY: display });
  } finally {
    child.kill();
  }
}

/** Xvfb picks a free display itself and writes its number to descriptor 3. */
function startXvfb() {
  return new Promise((resolve, reject) => {
    const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'];
    const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    let messages = '';
    const fail = () => reject(new UserError(`Xvfb does not start: ${messages.trim() || 'no message'}`));
    const timer = setTimeout(() => {
      child.kill();
      fail();
    }, startTimeout);
    child.stderr?.on('data', (text) => {
      messages += text;
    });
    child.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      clearTimeout(timer);
      reject(
        new UserError(
          error.code === 'ENOENT' ? 'Xvfb is not installed (Debian: apt-get install xvfb)' : error.message,
        ),
      );
    });
    child.once('exit', () => {
      clearTimeout(timer);
      fail();
    });
    child.stdio[3]?.once('data', (text) => {
      clearTimeout(timer);
      resolve({ child, display: `:${String(text).trim()}` });
    });
  });
}
