import { expect, test } from 'vitest';
import type { BytesSummary } from '../../shared/bytes';
import { attributionRows, nodeAround } from './attributionRows';

const node = (id: number, parent: number | null, start: number, end: number) => ({
  id,
  parent,
  operator: 'sort',
  title: `n${id}`,
  start,
  end,
  ownBytes: 5,
  codec: 'DataFusion',
});

const summary = {
  nodes: [node(0, null, 0, 100), node(2, 0, 10, 60), node(1, 0, 60, 90)],
  parts: [
    {
      kind: 'scalarFunction',
      name: 'abs',
      codec: 'by name',
      count: 2,
      start: 20,
      end: 30,
      payloadStart: 0,
      payloadEnd: 0,
      node: 1,
    },
  ],
} as unknown as BytesSummary;

test('parts stand below their node', () => {
  const rows = attributionRows(summary).map(({ depth, title, bytes }) => `${depth} ${title} ${bytes}`);
  expect(rows).toEqual(['0 n0 5', '1 n2 5', '2 Function abs × 2 null', '1 n1 5']);
});

test('the innermost node around some bytes is found', () => {
  expect(nodeAround(summary, 5, 6)).toBe(0);
  expect(nodeAround(summary, 20, 30)).toBe(1);
  expect(nodeAround(summary, 50, 70)).toBe(0);
  expect(nodeAround(summary, 60, 60)).toBe(2);
  expect(nodeAround(summary, 95, 200)).toBeNull();
});
