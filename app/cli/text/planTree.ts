import type { PlanStage } from '../../shared/plan';
import { printable } from '../../shared/printable';

/** A plan as a tree of one line per operator: its title, and its distinguishing argument. */
export function planTree({ nodes }: Pick<PlanStage, 'nodes'>): string {
  const lines: string[] = [];
  // The engine's depth limit is high, so this does not recurse.
  const open = [{ id: 0, head: '', below: '' }];
  for (let next = open.pop(); next; next = open.pop()) {
    const node = nodes[next.id];
    if (!node) continue;
    lines.push(next.head + printable([node.title, node.argument].filter(Boolean).join('  ')));
    const last = node.children.length - 1;
    for (let place = last; place >= 0; place--) {
      const [branch, below] = place === last ? ['└─ ', '   '] : ['├─ ', '│  '];
      open.push({ id: node.children[place] ?? -1, head: next.below + branch, below: next.below + below });
    }
  }
  return `${lines.join('\n')}\n`;
}
