import { create } from 'zustand';

/** Work under way that the window names in its status bar and lets the user cancel. */
export interface Activity {
  id: number;
  /** What goes on, in the present: "Opening flights.parquet". */
  title: string;
  cancel(): void;
}

/** Activities that have been going on for at least {@link SHOW_AFTER_MS}, the oldest first. */
export const useActivities = create<{ activities: readonly Activity[] }>()(() => ({ activities: [] }));

/** Work that ends sooner is not worth a flicker. */
const SHOW_AFTER_MS = 100;

let lastId = 0;

/**
 * Runs `work`, shows it if it takes long, and aborts its signal when the user cancels it.
 *
 * @param outer aborts the signal as well
 */
export async function withActivity<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);
  const id = ++lastId;
  const timer = setTimeout(() => {
    const activity = { id, title, cancel: abort };
    useActivities.setState(({ activities }) => ({ activities: [...activities, activity] }));
  }, SHOW_AFTER_MS);
  try {
    return await work(controller.signal);
  } finally {
    outer?.removeEventListener('abort', abort);
    clearTimeout(timer);
    useActivities.setState(({ activities }) => ({
      activities: activities.filter((other) => other.id !== id),
    }));
  }
}
