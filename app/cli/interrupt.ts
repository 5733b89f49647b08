/**
 * The first Ctrl-C (or a polite `kill`) aborts the returned signal, so that
 * temporary files go; the second ends the process where it stands.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      controller.abort();
      // Without a listener the signal has its default effect again.
      process.removeAllListeners('SIGINT');
      process.removeAllListeners('SIGTERM');
    });
  }
  return controller.signal;
}
