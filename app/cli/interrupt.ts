/** Signals that end the process at the second one. */
const impatient = ['SIGINT', 'SIGTERM'] as const;

/**
 * The first Ctrl-C (or SIGTERM) aborts the returned signal, so that temporary
 * files are removed; the second ends the process at once. A closed terminal
 * aborts it too, any number of times: shell and system both send SIGHUP.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
    // Without a listener the signal has its default effect.
    for (const name of impatient) process.removeAllListeners(name);
  };
  for (const name of impatient) process.once(name, abort);
  process.on('SIGHUP', abort);
  return controller.signal;
}
