/** The system the window runs on. */
export function platform(): 'darwin' | 'linux' | 'win32' {
  return window.planarium.platform;
}

/** Absolute paths of dropped files; what has no path is left out. */
export function pathsOf(files: readonly File[]): string[] {
  return window.planarium.pathsOf(files);
}
