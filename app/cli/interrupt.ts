/** Those that end the process when they come a second time. */
const impatient = ['SIGINT', 'SIGTERM'] as const;

/**
 * The first Ctrl-C (or a polite `kill`) aborts the returned signal, so that
 * temporary files go; the second ends the process where it stands. A terminal
 * that is closed aborts it too, however often it is told: shell and system both
 * tell it, and there is nobody left to be impatient.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
    // Without a listener the signal has its default effect again.
    for (const name of impatient) process.removeAllListeners(name);
  };
  for (const name of impatient) process.once(name, abort);
  process.on('SIGHUP', abort);
  return controller.signal;
}
