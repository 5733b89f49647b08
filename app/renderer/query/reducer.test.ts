import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../shared/errors';
import type { PhaseTimes } from '../../shared/phases';
import type { PlanSet } from '../../shared/plan';
import type { QueryStatus } from '../../shared/query';
import type { Field } from '../../shared/table';
import { entriesFor } from './log';
import { type RunEvent, reduce } from './reducer';
import { IDLE, phasesOf, queriesOf, type RunState, type Task } from './runState';

const columns: Field[] = [{ name: 'a', type: 'Int64', shortType: 'i64', kind: 'integer', nullable: false }];
const plan: PlanSet = { sql: 'SELECT 1', stages: [], phases: null };
const phases: PhaseTimes = { parse: 0.1, plan: 2, optimize: 3, physical: 4, execute: null };

function task(id: number, kind: Task['kind'] = 'run'): Task {
  return {
    id,
    kind,
    sql: 'SELECT 1',
    origin: { line: 1, column: 1 },
    step: null,
    savedPlan: null,
    startedAt: 0,
  };
}

function status(queryId: string, version: number, more: Partial<QueryStatus> = {}): QueryStatus {
  return {
    queryId,
    version,
    phase: 'running',
    columns: null,
    rows: 0,
    bytes: 0,
    elapsedMs: version,
    phases,
    memoryRows: 0,
    diskBytes: 0,
    truncated: null,
    statement: { index: 0, count: 1 },
    catalogChanged: false,
    message: null,
    error: null,
    ...more,
  };
}

function after(...events: RunEvent[]): RunState {
  return events.reduce(reduce, IDLE);
}

const started: RunEvent[] = [
  { type: 'started', task: task(1) },
  { type: 'accepted', taskId: 1, queryId: 'q1' },
];
const finished: RunEvent[] = [
  ...started,
  { type: 'progressed', status: status('q1', 2, { phase: 'done', columns, rows: 3 }), at: 0 },
];

describe('a run', () => {
  it('goes from planning over running to done and keeps what it took', () => {
    expect(after(...started)).toMatchObject({ phase: 'planning', queryId: 'q1', rows: null });
    expect(after(...started, { type: 'progressed', status: status('q1', 2), at: 0 }).phase).toBe('running');
    expect(after(...finished)).toMatchObject({
      phase: 'done',
      elapsedMs: 2,
      rows: { queryId: 'q1', count: 3, stale: false },
    });
  });

  it('ignores progress of other queries and progress that comes late', () => {
    const run = after(...finished);
    expect(reduce(run, { type: 'progressed', status: status('q0', 9), at: 0 })).toBe(run);
    expect(reduce(run, { type: 'progressed', status: status('q1', 1), at: 0 })).toBe(run);
    expect(reduce(run, { type: 'accepted', taskId: 7, queryId: 'q7' })).toBe(run);
  });

  it('keeps the rows of the run before, marked, until it has columns', () => {
    const next = after(
      ...finished,
      { type: 'started', task: task(2) },
      { type: 'accepted', taskId: 2, queryId: 'q2' },
    );
    expect(next).toMatchObject({ phase: 'planning', rows: { queryId: 'q1', stale: true } });
    expect(queriesOf(next)).toEqual(['q2', 'q1']);
    const own = reduce(next, { type: 'progressed', status: status('q2', 1, { columns }), at: 0 });
    expect(own).toMatchObject({ rows: { queryId: 'q2', count: 0, stale: false } });
    expect(queriesOf(own)).toEqual(['q2']);
  });

  it('keeps the rows of the run before when it fails while planning', () => {
    const error = { code: 'sql_syntax' as const, message: 'Expected an expression.' };
    const failed = after(
      ...finished,
      { type: 'started', task: task(2) },
      { type: 'failed', taskId: 2, elapsedMs: 5, error },
    );
    expect(failed).toMatchObject({
      phase: 'failed',
      error,
      elapsedMs: 5,
      rows: { queryId: 'q1', stale: true },
    });
  });

  it('drops the rows of the run before when its statement gives none', () => {
    const done = after(
      ...finished,
      { type: 'started', task: task(2) },
      { type: 'accepted', taskId: 2, queryId: 'q2' },
      { type: 'progressed', status: status('q2', 1, { phase: 'done', message: 'View created' }), at: 0 },
    );
    expect(done).toMatchObject({ phase: 'done', rows: null });
  });
});

describe('cancelling', () => {
  it('frees the user at once and lets late rows in without taking it back', () => {
    const cancelled = after(
      ...started,
      { type: 'progressed', status: status('q1', 1, { columns, rows: 10 }), at: 0 },
      { type: 'cancelled', taskId: 1, elapsedMs: 42 },
    );
    expect(cancelled).toMatchObject({ phase: 'cancelled', elapsedMs: 42 });
    const late = reduce(cancelled, {
      type: 'progressed',
      status: status('q1', 2, { columns, rows: 20 }),
      at: 0,
    });
    expect(late).toMatchObject({ phase: 'cancelled', rows: { count: 20 } });
  });

  it('does nothing to a run that ended', () => {
    const run = after(...finished);
    expect(reduce(run, { type: 'cancelled', taskId: 1, elapsedMs: 9 })).toBe(run);
  });
});

describe('explaining', () => {
  it('ends with the plan and leaves the rows on show', () => {
    const explained = after(
      ...finished,
      { type: 'started', task: task(2, 'explain') },
      { type: 'planned', taskId: 2, plan, elapsedMs: 12 },
    );
    expect(explained).toMatchObject({
      phase: 'done',
      elapsedMs: 12,
      plan,
      planTask: 2,
      rows: { stale: true },
    });
  });

  it('takes the times of its phases from the plan, a run from its status', () => {
    const times = { ...phases, plan: 9 };
    const explain: RunEvent = { type: 'started', task: task(2, 'explain') };
    const planned: RunEvent = { type: 'planned', taskId: 2, plan: { ...plan, phases: times }, elapsedMs: 12 };
    expect(phasesOf(after(...finished))).toEqual(phases);
    expect(phasesOf(after(...finished, explain))).toBeNull();
    expect(phasesOf(after(...finished, explain, planned))).toEqual(times);
  });

  it('does not end a run whose plan arrives', () => {
    const run = after(...started, { type: 'planned', taskId: 1, plan, elapsedMs: 1 });
    expect(run).toMatchObject({ phase: 'planning', plan, planTask: 1 });
  });
});

describe('a pause', () => {
  const truncated = { reason: 'rows' as const, limit: 5 };
  const paused = after(...started, {
    type: 'progressed',
    status: status('q1', 2, { phase: 'paused', columns, rows: 5, truncated, elapsedMs: 40 }),
    at: 50,
  });

  it('keeps the rows, goes on without counting its time, and can be cancelled', () => {
    expect(paused).toMatchObject({ phase: 'paused', elapsedMs: 40, rows: { count: 5, truncated } });
    const status3 = status('q1', 3, { columns, rows: 5, elapsedMs: 40 });
    const resumed = reduce(paused, { type: 'progressed', status: status3, at: 9_040 });
    expect(resumed).toMatchObject({
      phase: 'running',
      task: { startedAt: 9_000 },
      rows: { truncated: null },
    });
    const cancelled = reduce(paused, { type: 'cancelled', taskId: 1, elapsedMs: 40 });
    expect(cancelled).toMatchObject({ phase: 'cancelled', rows: { count: 5 } });
    expect(reduce(cancelled, { type: 'progressed', status: status3, at: 9_040 }).phase).toBe('cancelled');
  });

  it('is said in the messages, and so is what follows', () => {
    const texts = (before: RunState, next: RunState) => entriesFor(before, next).map(({ text }) => text);
    expect(texts(after(...started), paused)).toEqual(['Paused at 5 rows']);
    const resumed = reduce(paused, { type: 'progressed', status: status('q1', 3, { columns }), at: 0 });
    expect(texts(paused, resumed)).toEqual(['Loading more rows']);
  });
});

describe('a failure', () => {
  it('keeps the hint of the engine, except where that names options of the command line', () => {
    const failing = (code: ErrorCode) =>
      after(...started, {
        type: 'progressed',
        status: status('q1', 1, { phase: 'failed', error: { code, message: 'No.', hint: 'Use --option.' } }),
        at: 0,
      });
    expect(failing('execution_failed')).toMatchObject({ error: { hint: 'Use --option.' } });
    for (const code of ['plan_source_changed', 'plan_source_missing'] as const) {
      expect(failing(code)).toMatchObject({
        error: { message: 'No.', hint: expect.not.stringContaining('--') },
      });
    }
  });
});

describe('messages', () => {
  it('say what happened, once', () => {
    const before = after(...started, { type: 'progressed', status: status('q1', 1, { columns }), at: 0 });
    const truncated = { reason: 'rows' as const, limit: 10_000_000 };
    const done = reduce(before, {
      type: 'progressed',
      status: status('q1', 2, { phase: 'done', columns, rows: 10_000_000, truncated, elapsedMs: 2410 }),
      at: 0,
    });
    expect(entriesFor(before, done).map(({ level, text }) => [level, text])).toEqual([
      ['ok', '10,000,000 rows in 2.41 s'],
      ['warning', 'Stopped at 10,000,000 rows'],
    ]);
    expect(entriesFor(done, done)).toEqual([]);
  });

  it('give an error with its record', () => {
    const error = {
      code: 'column_unknown' as const,
      message: 'No column dely.',
      hint: 'Did you mean delay?',
    };
    const planning = after(...started);
    const failed = reduce(planning, { type: 'failed', taskId: 1, elapsedMs: 3, error });
    const origin = { line: 1, column: 1 };
    expect(entriesFor(planning, failed)).toEqual([
      { level: 'error', text: 'No column dely.', error, origin },
    ]);
  });
});
