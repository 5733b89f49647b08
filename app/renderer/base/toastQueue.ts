import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components';
import { causeOf } from '../../shared/cause';
import type { AppError } from '../../shared/errors';

export interface ToastContent {
  kind: 'info' | 'ok' | 'error';
  title: string;
  description?: string | undefined;
  /** Shown in monospace below the text: an error's code. */
  code?: string | undefined;
  action?: { title: string; run(): void } | undefined;
}

/** Toasts on screen; the newest on top, at most four. */
export const toastQueue = new ToastQueue<ToastContent>({ maxVisibleToasts: 4 });

/** Milliseconds a toast with nothing to read twice stays; errors stay until they are closed. */
const STAY_MS = 7000;

/** Shows a toast and returns the function that takes it away again. */
export function toast(content: ToastContent): () => void {
  const key = toastQueue.add(content, content.kind === 'error' ? {} : { timeout: STAY_MS });
  return () => toastQueue.close(key);
}

/**
 * Shows an error as a toast; `title` says what was attempted or which file it is about. Of a
 * damaged file it also says where, in the words of the file's reader. `action` is what helps.
 */
export function toastError(error: AppError, title?: string, action?: ToastContent['action']): () => void {
  const cause = causeOf(error)?.replace(/[^.!?…]$/, '$&.');
  const description = [title ? error.message : undefined, cause, error.hint].filter(Boolean).join(' ');
  return toast({ kind: 'error', title: title ?? error.message, description, code: error.code, action });
}
