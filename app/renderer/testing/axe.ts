import axe from 'axe-core';
import { expect } from 'vitest';

/** Not for a part of a window: it is no page with landmarks, and nothing of it is laid out or coloured. */
const LEFT_OUT = ['region', 'color-contrast', 'page-has-heading-one', 'landmark-one-main'];

/** Checks the document by axe's rules for WCAG and good practice; fails with what they find. */
export async function expectAccessible(): Promise<void> {
  const rules = Object.fromEntries(LEFT_OUT.map((id) => [id, { enabled: false }]));
  const { violations } = await axe.run(document.body, { rules });
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
}
