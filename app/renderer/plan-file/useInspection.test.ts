import { expect, test } from 'vitest';
import type { PlanInspection } from '../../shared/planFile';
import { afterFailure, type InspectionState } from './useInspection';

const inspection = { path: '/a.dfplan' } as PlanInspection;
const cancelled = { code: 'cancelled', message: 'Cancelled.' } as const;
const damaged = { code: 'plan_file_damaged', message: 'Damaged.' } as const;

test('a cancel leaves in view what was there', () => {
  expect(afterFailure({ phase: 'reading', inspection }, cancelled)).toEqual({ phase: 'read', inspection });
});

test('a cancel is shown only if nothing else is in view, every other error always', () => {
  const first: InspectionState = { phase: 'reading', inspection: null };
  expect(afterFailure(first, cancelled)).toEqual({ phase: 'failed', error: cancelled });
  expect(afterFailure(first, damaged)).toEqual({ phase: 'failed', error: damaged });
  expect(afterFailure({ phase: 'reading', inspection }, damaged)).toEqual({
    phase: 'failed',
    error: damaged,
  });
});
