/**
 * Messages of the scripts at the terminal. A step that does nothing
 * says nothing unless `PLANARIUM_VERBOSE` is set.
 */

const tty = process.stdout.isTTY === true;
const started = Date.now();

const paint = (code, text) => (tty && !process.env.NO_COLOR ? `\x1b[${code}m${text}\x1b[0m` : text);

/** Prints one line. */
export function say(text) {
  clearStatus();
  process.stdout.write(`${text}\n`);
}

/** Prints the title of a step. */
export function title(text) {
  say(`${paint(36, '==>')} ${paint(1, text)}`);
}

/** Prints a line for diagnosis, if `PLANARIUM_VERBOSE` is set. */
export function detail(text) {
  if (process.env.PLANARIUM_VERBOSE) say(`    ${text}`);
}

/** Prints a warning. */
export function warn(text) {
  say(`${paint(33, 'note:')} ${text}`);
}

let statusShown = false;
let lastPlainStatus = 0;

/** Shows the progress of a long step: one updating line on a terminal, else a line every 30 seconds. */
export function status(text) {
  if (tty) {
    process.stdout.write(`\r\x1b[2K    ${text.slice(0, (process.stdout.columns || 100) - 5)}`);
    statusShown = true;
  } else if (Date.now() - lastPlainStatus > 30_000) {
    lastPlainStatus = Date.now();
    process.stdout.write(`    ${text}\n`);
  }
}

/** Prints one line to standard error. */
export function complain(text) {
  clearStatus();
  process.stderr.write(`${text}\n`);
}

/** Removes the updating line. */
function clearStatus() {
  if (statusShown) process.stdout.write('\r\x1b[2K');
  statusShown = false;
}

/** Whole seconds, or minutes and seconds, in words. */
export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Time since the script began, in words. */
export function sinceStart() {
  return duration(Date.now() - started);
}

/** An error that is printed without its stack. */
export class UserError extends Error {}

/** Runs a script's main function; prints errors, a {@link UserError} without its stack, and exits with code 1. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    clearStatus();
    const text = error instanceof UserError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${paint(31, 'error:')} ${text}\n`);
    process.exitCode = 1;
  }
}
