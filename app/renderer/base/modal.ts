import { useLayoutEffect } from 'react';

let open = 0;

/** True while a modal dialog asks: nothing behind it may be acted on. */
export function isModalOpen(): boolean {
  return open > 0;
}

/** Counts the calling component as a modal dialog while it is mounted. */
export function useModal(): void {
  useLayoutEffect(() => {
    open += 1;
    return () => {
      open -= 1;
    };
  }, []);
}
