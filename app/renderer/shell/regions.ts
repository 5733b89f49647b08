/** Marks a part of the window that F6 stops at. */
const REGION = 'data-region';

const FOCUSABLE =
  'textarea, [tabindex="0"], a[href], button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), [contenteditable="true"]';

/** Moves the focus to the next (1) or previous (-1) part of the window, to where it was in there last. */
export function cycleRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(`[${REGION}]`)];
  const current = regions.findIndex((region) => region.contains(document.activeElement));
  for (let tries = 1; tries <= regions.length; tries++) {
    const start = current < 0 && step < 0 ? 0 : current;
    const region = regions[(start + step * tries + regions.length * tries) % regions.length];
    if (region && focusInside(region)) return;
  }
}

function focusInside(region: HTMLElement): boolean {
  const selected = region.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]');
  const target = selected ?? region.querySelector<HTMLElement>(FOCUSABLE);
  target?.focus();
  return target !== null && document.activeElement === target;
}
