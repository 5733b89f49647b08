import { describe, expect, it } from 'vitest';
import type { PlanNode, PlanStage } from '../../shared/plan';
import { nodeMetrics as metrics, planNode as node } from '../testing/planNodes';
import { CARD_HEIGHT, CARD_WIDTH, firstViewport, fittingViewport, layoutOf } from './graph/layout';
import {
  carriedRows,
  edgeWidth,
  heatOf,
  isMisestimated,
  perPartition,
  rowsText,
  selfTimeText,
  skewOf,
} from './measures';
import { foldedToFit, graphKey, type OutlineItem, outlineOf, shapeOf } from './outline';

/** 0 over 1 and 4; 1 over 2 and 3; 4 over 5. */
const stage: PlanStage = {
  id: 'physical',
  kind: 'physical',
  text: '',
  nodes: [node(0, [1, 4]), node(1, [2, 3]), node(2, []), node(3, []), node(4, [5]), node(5, [])],
};

const open = outlineOf(stage, new Set());

/** A tree of `count` nodes with two children each, ids in pre-order. */
function binary(count: number): PlanStage {
  const nodes: PlanNode[] = [];
  const add = (place: number): number => {
    const id = nodes.length;
    const children: number[] = [];
    nodes.push(node(id, children));
    for (const child of [2 * place + 1, 2 * place + 2]) if (child < count) children.push(add(child));
    return id;
  };
  add(0);
  return { ...stage, nodes };
}

describe('the outline', () => {
  it('is in reading order with depth and place', () => {
    expect(open.map((item) => [item.node.id, item.depth, item.parent, item.position, item.siblings])).toEqual(
      [
        [0, 0, null, 1, 1],
        [1, 1, 0, 1, 2],
        [2, 2, 1, 1, 2],
        [3, 2, 1, 2, 2],
        [4, 1, 0, 2, 2],
        [5, 2, 4, 1, 1],
      ],
    );
  });

  it('omits and counts the nodes below a collapsed node', () => {
    const items = outlineOf(stage, new Set([1, 5]));
    expect(items.map((item) => [item.node.id, item.hidden])).toEqual([
      [0, 0],
      [1, 2],
      [4, 0],
      [5, 0],
    ]);
  });

  it('survives deep plans', () => {
    const nodes = Array.from({ length: 5000 }, (_, id) => node(id, id < 4999 ? [id + 1] : []));
    expect(outlineOf({ ...stage, nodes }, new Set()).at(-1)?.depth).toBe(4999);
  });

  it('distinguishes plans of different shape', () => {
    const metered = {
      ...stage,
      nodes: stage.nodes.map((one) => ({ ...one, metrics: metrics({ rows: 1 }) })),
    };
    expect(shapeOf(metered)).toBe(shapeOf(stage));
    expect(shapeOf({ ...stage, nodes: [node(0, [1]), node(1, [])] })).not.toBe(shapeOf(stage));
  });
});

describe('keys', () => {
  it('walk the graph along the tree', () => {
    expect(graphKey(open, null, 'ArrowDown')).toEqual({ select: 0 });
    expect(graphKey(open, 0, 'ArrowDown')).toEqual({ select: 1 });
    expect(graphKey(open, 3, 'ArrowRight')).toEqual({ select: 5 });
    expect(graphKey(open, 2, 'ArrowUp')).toEqual({ select: 1 });
    expect(graphKey(open, 0, 'ArrowUp')).toBeNull();
    expect(graphKey(open, 1, 'Enter')).toEqual({ toggle: 1 });
    expect(graphKey(open, 2, ' ')).toBeNull();
  });
});

/** What the layout takes of the nodes on show. */
function branching(items: readonly OutlineItem[]) {
  return items.map(({ node, parent }) => ({ id: node.id, parent }));
}

describe('folding to fit', () => {
  const shown = (plan: PlanStage, limit: number) => outlineOf(plan, foldedToFit(plan, limit)).length;

  it('keeps as many whole levels as fit', () => {
    expect(shown(binary(300), 300)).toBe(300);
    expect(shown(binary(300), 299)).toBe(255);
    expect(shown(binary(300), 127)).toBe(127);
    expect(shown(binary(300), 126)).toBe(63);
    expect(shown(binary(300), 2)).toBe(1);
  });

  it('collapses nothing that has nothing below it', () => {
    const lopsided = { ...stage, nodes: [node(0, [1, 2]), node(1, []), node(2, [3]), node(3, [])] };
    expect([...foldedToFit(lopsided, 3)]).toEqual([2]);
    expect(foldedToFit(lopsided, 4).size).toBe(0);
  });
});

describe('the layout', () => {
  const places = layoutOf(branching(outlineOf(binary(300), new Set())));

  it('puts children below their parent, in order, and overlaps no cards', () => {
    const tree = binary(300);
    const place = new Map(places.map((one) => [one.id, one]));
    for (const { id, children } of tree.nodes) {
      const [left, right] = children.map((child) => place.get(child));
      for (const child of [left, right]) {
        if (child) expect(child.y).toBeGreaterThanOrEqual((place.get(id)?.y ?? 0) + CARD_HEIGHT);
      }
      if (left && right) expect(left.x + CARD_WIDTH).toBeLessThanOrEqual(right.x);
    }
    const sorted = [...places].sort((a, b) => a.y - b.y || a.x - b.x);
    sorted.forEach((one, index) => {
      const next = sorted[index + 1];
      if (next && next.y === one.y) expect(one.x + CARD_WIDTH).toBeLessThanOrEqual(next.x);
    });
  });

  it('fits a large plan into the view', () => {
    const { x, y, zoom } = fittingViewport(places, 1000, 600);
    for (const place of places) {
      expect(x + place.x * zoom).toBeGreaterThanOrEqual(0);
      expect(x + (place.x + CARD_WIDTH) * zoom).toBeLessThanOrEqual(1000);
      expect(y + (place.y + CARD_HEIGHT) * zoom).toBeLessThanOrEqual(600);
    }
  });

  it('shows a small plan whole and a large one readably from its root', () => {
    const few = layoutOf(branching(open));
    expect(firstViewport(few, 1200, 800)).toMatchObject({ y: 20, zoom: 1 });
    const { x, zoom } = firstViewport(places, 1000, 600);
    expect(zoom).toBe(0.85);
    expect(x + ((places[0]?.x ?? 0) + CARD_WIDTH / 2) * zoom).toBeCloseTo(500);
  });
});

describe('measures', () => {
  it.each([
    [null, 0],
    [50_000, 0],
    [184e6, 3],
    [180e6, 3],
    [156e6, 2],
    [118e6, 2],
    [57e6, 1],
    [9e6, 0],
  ])('gives a self time of %d ns heat %d beside 184 ms', (time, heat) =>
    expect(heatOf(time, 184e6)).toBe(heat),
  );

  it('gives a self time with its share of those of all operators', () => {
    const timed = (id: number, selfTimeNs: number | null) =>
      node(id, [], { metrics: metrics({ selfTimeNs }) });
    const nodes = [timed(0, 30e6), timed(1, 90e6), timed(2, null)];
    const stage: PlanStage = { id: 'executed', kind: 'physical', nodes, text: '' };
    expect(nodes.map((one) => selfTimeText(stage, one))).toEqual([
      '30 ms, 25 % of all operators',
      '90 ms, 75 % of all operators',
      null,
    ]);
  });

  it('carries rows through an operator that counts none', () => {
    const counted = node(1, [], { metrics: metrics({ rows: 7 }) });
    const passing = node(0, [1], { metrics: metrics({}) });
    const nodes = [passing, counted];
    const stage: PlanStage = { id: 'executed', kind: 'physical', nodes, text: '' };
    expect(carriedRows(stage, passing)).toBe(7);
    expect(carriedRows({ ...stage, id: 'physical' }, passing)).toBeNull();
  });

  it('marks estimates that are off by more than two', () => {
    const withRows = (expected: number, rows: number) =>
      node(0, [], { estimatedRows: { value: expected, exact: false }, metrics: metrics({ rows }) });
    expect(isMisestimated(withRows(100, 200), false)).toBe(false);
    expect(isMisestimated(withRows(100, 201), false)).toBe(true);
    expect(isMisestimated(withRows(0, 1), false)).toBe(false);
    expect(isMisestimated(withRows(900, 0), false)).toBe(true);
    expect(isMisestimated(withRows(900, 0), true)).toBe(false);
    expect(isMisestimated(withRows(100, 201), true)).toBe(true);
    expect(rowsText(withRows(3_000_000, 63_340_544))).toBe('3.0 M → 63.3 M rows');
    expect(rowsText(withRows(900_000, 412_308))).toBe('900 k → 412,308 rows');
    expect(rowsText(node(0, [], { estimatedRows: { value: 52, exact: false } }))).toBe('≈ 52 rows expected');
    expect(rowsText(node(0, [], { estimatedRows: { value: 1, exact: true } }))).toBe('1 row expected');
    expect(rowsText(withRows(5, 1))).toBe('5 → 1 row');
  });

  it('widens edges with rows', () => {
    const widths = [null, 0, 1000, 412_308, 3_000_000].map((rows) => edgeWidth(rows, 3_000_000));
    expect(widths.slice(0, 2)).toEqual([1.5, 1.5]);
    expect(widths.at(-1)).toBe(14);
    expect([...widths].sort((a, b) => a - b)).toEqual(widths);
  });

  it('finds the partition that stands out', () => {
    const all = [3, 1, 0].map((partition) => ({
      name: 'output_rows',
      partition,
      value: partition === 3 ? 40 : 10,
      unit: 'count' as const,
    }));
    const values = perPartition(node(0, [], { metrics: metrics({ all }) }), 'output_rows');
    expect(values).toEqual([10, 10, 0, 40]);
    expect(skewOf(values)).toEqual({ partition: 3, factor: 4 });
    expect(skewOf([10, 11, 12])).toBeNull();
  });
});
