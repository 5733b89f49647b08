import { useEffect, useState } from 'react';

/** True once `value` has been true for `ms` milliseconds; false at once when it is false. */
export function useDelayed(value: boolean, ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setPassed(true), ms);
    return () => {
      clearTimeout(timer);
      setPassed(false);
    };
  }, [value, ms]);
  return value && passed;
}
