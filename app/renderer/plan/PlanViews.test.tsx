// @vitest-environment happy-dom
import '../testing/countedReact';

import { act, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { PlanNode, PlanStage } from '../../shared/plan';
import { expectAccessible } from '../testing/axe';
import { withLayout } from '../testing/layout';
import { nodeMetrics, planNode } from '../testing/planNodes';
import { render } from '../testing/render';
import { flowNodes, reuseNodes } from './graph/flow';
import { layoutOf } from './graph/layout';
import { type OutlineItem, outlineOf } from './outline';
import { PlanViews } from './PlanViews';
import { setMode } from './viewStore';

function node(id: number, title: string, children: number[], rows: number): PlanNode {
  return planNode(id, children, {
    operator: `${title}Exec`,
    title,
    argument: 'a > 1',
    estimatedRows: { value: 10, exact: false },
    partitions: 2,
    metrics: nodeMetrics({ rows, selfTimeNs: rows * 1000 }),
  });
}

const stage: PlanStage = {
  id: 'executed',
  kind: 'physical',
  text: '',
  nodes: [node(0, 'Join', [1, 2], 5), node(1, 'Filter', [], 7), node(2, 'Scan', [], 9)],
};

beforeEach(() => setMode('tree'));

test('the tree of a plan says what each operator did, and is walked by keys', async () => {
  withLayout(900, 400);
  render(<PlanViews viewKey="tab" stage={stage} />);
  const tree = screen.getByRole('treegrid', { name: 'Plan tree' });
  fireEvent.keyDown(tree, { key: 'ArrowDown' });
  fireEvent.keyDown(tree, { key: 'ArrowRight' });
  const active = document.getElementById(tree.getAttribute('aria-activedescendant') ?? '');
  expect([...(active?.querySelectorAll('[role="gridcell"]') ?? [])].map((cell) => cell.textContent)).toEqual([
    'Filter',
    'a > 1',
    '≈ 10',
    '7',
    expect.stringContaining('7'),
    '2',
  ]);
  fireEvent.keyDown(tree, { key: 'ArrowLeft' });
  fireEvent.keyDown(tree, { key: 'ArrowLeft' });
  expect(tree.getAttribute('aria-rowcount')).toBe('2');
  await expectAccessible();
});

test('another selection renders the rows that it changes', () => {
  withLayout(900, 400);
  render(<PlanViews viewKey="other" stage={stage} />);
  const tree = screen.getByRole('treegrid', { name: 'Plan tree' });
  act(() => void fireEvent.keyDown(tree, { key: 'ArrowDown' }));
  window.takeRenders();
  act(() => void fireEvent.keyDown(tree, { key: 'ArrowDown' }));
  expect(window.takeRenders().byName).toMatchObject({ RowView: 2 });
});

const placesOf = (items: readonly OutlineItem[]) =>
  layoutOf(items.map(({ node, parent }) => ({ id: node.id, parent })));

test('cards of the graph that show the same stay the same', () => {
  const items = outlineOf(stage, new Set());
  const places = placesOf(items);
  const view = { partial: true, onToggle: () => undefined };
  const before = flowNodes(stage, items, places, { ...view, selected: null });
  const selected = flowNodes(stage, items, places, { ...view, selected: 1 });
  expect(reuseNodes(before, selected).map((card, at) => card === before[at])).toEqual([true, false, true]);
  const again = outlineOf(stage, new Set());
  const next = flowNodes(stage, again, placesOf(again), { ...view, selected: null });
  expect(reuseNodes(before, next)).toEqual(before);
  expect(reuseNodes(before, next).every((card, at) => card === before[at])).toBe(true);
});
