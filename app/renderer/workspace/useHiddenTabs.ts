import { type RefObject, useEffect, useState } from 'react';

/** Whether there are hidden tabs before or after the visible ones. `tabs`: the tabs in the strip. */
export function useHiddenTabs(strip: RefObject<HTMLElement | null>, tabs: readonly unknown[]) {
  const [before, setBefore] = useState(false);
  const [after, setAfter] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other tabs are other elements to observe
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const measure = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      // A pixel may be lost in rounding.
      setBefore(scrollLeft > 1);
      setAfter(scrollLeft + clientWidth < scrollWidth - 1);
    };
    // Observing calls back once at the start, too.
    const observer = new ResizeObserver(measure);
    for (const part of [element, ...element.children]) observer.observe(part);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [strip, tabs]);

  return { before, after };
}
