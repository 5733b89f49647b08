/** The system the window runs on. */
export function platform(): 'darwin' | 'linux' | 'win32' {
  return window.planarium.platform;
}

/** The name of the main modifier key as it is printed in shortcuts: `Ctrl`, or the command sign on a Mac. */
export function modKey(): string {
  return platform() === 'darwin' ? '⌘' : 'Ctrl';
}

/** Absolute paths of dropped files; what has no path is left out. */
export function pathsOf(files: readonly File[]): string[] {
  return window.planarium.pathsOf(files);
}
