import { expect, it } from 'vitest';
import type { PlanNode } from '../../shared/plan';
import { planTree } from './planTree';

const node = (id: number, title: string, argument: string, ...children: number[]) =>
  ({ id, title, argument, children }) as PlanNode;

it('draws operators below those that read them', () => {
  const nodes = [
    node(0, 'Sort', 'n', 1),
    node(1, 'Hash join', 'a = b', 2, 4),
    node(2, 'Filter', '', 3),
    node(3, 'Scan flights', 'evil\u001b[2J'),
    node(4, 'Scan airports', ''),
  ];
  expect(planTree({ nodes })).toBe(
    `Sort  n
└─ Hash join  a = b
   ├─ Filter
   │  └─ Scan flights  evil\\u001b[2J
   └─ Scan airports
`,
  );
});
