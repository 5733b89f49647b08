import { expect, it } from 'vitest';
import type { Preflight } from '../../shared/preflight';
import { needsConfirmation, remediesOf, saveOffers } from './saveChoices';

type Finding = Preflight['findings'][number];

const report = (...findings: Finding[]): Preflight => ({
  kinds: (['logical', 'optimized', 'physical'] as const).map((kind) => ({
    kind,
    status: 'fine',
    bytes: 1,
  })),
  findings,
});
const finding = (
  severity: Finding['severity'],
  subject: Finding['subject'],
  ...kinds: Finding['kinds']
): Finding => ({ severity, subject, name: 'x', kinds, reason: 'y', remedies: [] });

it('asks only when something is blocked or weakened', () => {
  expect(needsConfirmation(report())).toBe(false);
  expect(needsConfirmation(report(finding('consent', 'node', 'logical')))).toBe(false);
  expect(needsConfirmation(report(finding('weakened', 'table', 'physical')))).toBe(true);
});

it('offers what can be saved', () => {
  expect(saveOffers(report(finding('weakened', 'table', 'physical')))).toEqual([{ title: 'Save' }]);
  expect(saveOffers(report(finding('blocked', 'table', 'physical')))).toEqual([
    { title: 'Save the logical and optimized plans' },
  ]);
  expect(saveOffers(report(finding('blocked', 'node', 'logical')))).toEqual([
    { title: 'Save only up to optimized', stage: 'optimized' },
    { title: 'Save the optimized and physical plans' },
  ]);
  const all = finding('blocked', 'secret', 'logical', 'optimized', 'physical');
  expect(saveOffers(report(all))).toEqual([{ title: 'Save without credentials', redact: true }]);
  expect(saveOffers(report(finding('blocked', 'node', 'logical', 'optimized', 'physical')))).toEqual([]);
  const memory: Finding = {
    ...finding('blocked', 'table', 'logical', 'optimized', 'physical'),
    remedies: [{ action: 'embedMemoryTables', text: 'z' }],
  };
  expect(saveOffers(report(memory))).toEqual([{ title: 'Save with the rows', embedMemoryTables: true }]);
  expect(saveOffers(report(memory, all, finding('blocked', 'node', 'physical')))).toEqual([
    {
      title: 'Save the logical and optimized plans with the rows, without credentials',
      embedMemoryTables: true,
      redact: true,
    },
  ]);
});

it('tells what to do as the buttons do', () => {
  const remedies: Finding['remedies'] = [
    {
      action: 'embedMemoryTables',
      text: 'Ask for its rows to be embedded: 2048 bytes (embedMemoryTables, --embed-memory-tables).',
    },
    { action: 'useOptimized', text: 'Use the optimized plan.' },
  ];
  const table = { ...finding('blocked', 'table', 'physical'), remedies };
  expect(remediesOf({ ...table, reason: 'The format loses it: use the optimized plan.' })).toEqual([
    'Save it with its rows: 2.0 KiB.',
  ]);
  expect(remediesOf({ ...table, reason: 'It lives in memory.' })).toHaveLength(2);
});
