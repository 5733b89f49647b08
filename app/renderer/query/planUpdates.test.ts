import { describe, expect, it } from 'vitest';
import type { PlanSet, PlanUpdate } from '../../shared/plan';
import { planNode as node } from '../testing/planNodes';
import { withUpdate } from './planUpdates';

const plans: PlanSet = {
  sql: 'SELECT 1',
  phases: null,
  stages: [
    { id: 'initial', kind: 'logical', nodes: [node(0)], text: 'Filter' },
    { id: 'physical', kind: 'physical', nodes: [node(0, [1]), node(1)], text: 'FilterExec' },
  ],
};

const all = [{ name: 'output_rows', partition: 0, value: 5, unit: 'count' as const }];

function run(version: number, more: Partial<NonNullable<PlanUpdate['run']>>): NonNullable<PlanUpdate['run']> {
  return { version, changed: [], details: [], text: null, ...more };
}

const first = withUpdate(null, {
  planId: 7,
  plans,
  run: run(1, { changed: [[1, 5, 900, null, 0, 0, null]] }),
});

describe('an update of a running plan', () => {
  it('makes the executed stage of the physical one and its metrics', () => {
    const [initial, physical, executed] = first?.plan.stages ?? [];
    expect([initial, physical]).toEqual(plans.stages);
    expect(executed).toMatchObject({
      id: 'executed',
      kind: 'physical',
      nodes: [
        { id: 0, metrics: null },
        { id: 1, metrics: { rows: 5, selfTimeNs: 900, bytesRead: null, spillCount: 0, all: [] } },
      ],
    });
  });

  it('leaves the operators and stages alone that it says nothing about', () => {
    const next = withUpdate(first, {
      planId: 7,
      plans: null,
      run: run(2, { changed: [[0, 3, 10, null, null, null, null]] }),
    });
    const [before, after] = [first?.plan.stages ?? [], next?.plan.stages ?? []];
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[0]).toBe(before[0]);
    expect(after[2]?.nodes[1]).toBe(before[2]?.nodes[1]);
    expect(after[2]?.nodes[0]?.metrics?.rows).toBe(3);
    expect(next?.version).toBe(2);
  });

  it('keeps the whole plan the same object where nothing changed', () => {
    const next = withUpdate(first, { planId: 7, plans: null, run: run(1, {}) });
    expect(next?.plan).toBe(first?.plan);
  });

  it('keeps every metric of an operator until new ones arrive', () => {
    const detailed = withUpdate(first, {
      planId: 7,
      plans: null,
      run: run(1, { details: [{ id: 1, all }] }),
    });
    const next = withUpdate(detailed, {
      planId: 7,
      plans: null,
      run: run(2, { changed: [[1, 6, 950, null, 0, 0, null]], text: 'FilterExec, metrics=[]' }),
    });
    expect(next?.plan.stages[2]).toMatchObject({
      text: 'FilterExec, metrics=[]',
      nodes: [{}, { metrics: { rows: 6, all } }],
    });
    expect(next?.plan.stages[1]?.text).toBe('FilterExec');
  });

  it('begins again with other plans', () => {
    const other = withUpdate(first, {
      planId: 8,
      plans: { sql: 'SELECT 2', stages: [], phases: null },
      run: null,
    });
    expect(other).toEqual({ planId: 8, version: 0, plan: { sql: 'SELECT 2', stages: [], phases: null } });
  });
});
