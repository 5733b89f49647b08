import type { App } from 'electron';

export interface Quitting {
  /** Starts the application again once it has ended, with these files. False while it is not ending. */
  startAgain(files: readonly string[]): boolean;
}

/**
 * Holds quitting back until the last change is on disk. A start that is requested meanwhile finds
 * this instance still there, so it is up to this one to follow it.
 *
 * @param save undefined where there is nothing to save
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
  // The last moment: each call would start one more.
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
