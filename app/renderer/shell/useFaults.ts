import { useEffect } from 'react';
import { toastError } from '../base';
import { isCancelled, subscribe, toAppError } from '../bridge';

/** Shows errors that belong to no pane: faults of the main process, and unhandled ones of the window. */
export function useFaults(): void {
  useEffect(() => {
    const onRejection = ({ reason }: PromiseRejectionEvent) => {
      // Monaco rejects abandoned work with an error of this name.
      if (isCancelled(reason) || (reason instanceof Error && reason.name === 'Canceled')) return;
      toastError(toAppError(reason), 'Something went wrong');
    };
    window.addEventListener('unhandledrejection', onRejection);
    const stop = subscribe('app:failed', (error) => toastError(error));
    return () => {
      window.removeEventListener('unhandledrejection', onRejection);
      stop();
    };
  }, []);
}
