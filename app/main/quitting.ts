import type { App } from 'electron';

export interface Quitting {
  /** Restarts the application with these files once it has quit. False if it is not quitting. */
  startAgain(files: readonly string[]): boolean;
}

/**
 * Delays quitting until the last change is on disk. A start that is requested meanwhile finds this
 * instance still running, so this instance restarts itself afterwards.
 *
 * @param save undefined if there is nothing to save
 * @param argumentsFor the command line for a new start with these files
 */
export function quitWhenSaved(
  app: Pick<App, 'on' | 'quit' | 'relaunch'>,
  save: () => Promise<void> | undefined,
  argumentsFor: (files: readonly string[]) => string[],
): Quitting {
  let ending = false;
  let saved = false;
  let asked: string[] | undefined;
  app.on('before-quit', () => {
    ending = true;
  });
  app.on('will-quit', (event) => {
    const saving = saved ? undefined : save();
    if (!saving) return;
    event.preventDefault();
    void saving.finally(() => {
      saved = true;
      // Not within this event: until it ends the application counts as quitting and ignores the call.
      setImmediate(() => app.quit());
    });
  });
  // At the last moment: each call would start another instance.
  app.on('quit', () => {
    if (asked) app.relaunch({ args: argumentsFor(asked) });
  });
  return {
    startAgain(files) {
      if (ending) asked = [...(asked ?? []), ...files];
      return ending;
    },
  };
}
