import { expect, it } from 'vitest';
import { layout } from './workspace';

it('a layout of another version is restored as far as possible', () => {
  const earlier = { sideBarOpen: 0, sideBarWidth: 300, editorShare: 40, pane: 'plan' };
  expect(layout.parse(earlier)).toEqual({ ...earlier, sideBarOpen: false });
  expect(layout.parse({ sideBarOpen: 1 })).toEqual({ sideBarOpen: true });
  const foreign = { sideBarWidth: 'wide', editorShare: -1, pane: 'chart', more: [1] };
  expect(Object.values(layout.parse(foreign)).filter((value) => value !== undefined)).toEqual([]);
});
