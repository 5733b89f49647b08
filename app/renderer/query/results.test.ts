import { expect, it } from 'vitest';
import type { DocumentId } from '../../shared/identity';
import { drop, isKept, type KeptResult, keep, resultsOf, showResult, titleOf } from './results';

const result = (queryId: string, pinned = false): KeptResult => ({
  queryId,
  title: '',
  rows: { queryId, columns: [], count: 0, truncated: null, memoryRows: 0, stale: false },
  elapsedMs: 0,
  pinned,
});

it('keeps the last twenty results of a long script, and pinned ones beside them', () => {
  const script = 'script' as DocumentId;
  expect(keep(script, result('pinned', true))).toEqual([]);
  const dropped = Array.from({ length: 25 }, (_, at) => keep(script, result(`q${at}`))).flat();
  expect(dropped).toEqual(['q0', 'q1', 'q2', 'q3', 'q4']);
  expect([isKept(script, 'pinned'), resultsOf(script).kept.length]).toEqual([true, 21]);
  showResult(script, 'q9');
  expect(drop(script)).toHaveLength(20);
  expect(resultsOf(script)).toEqual({ kept: [result('pinned', true)], shown: null, beside: false });
});

it('pins what is kept already, and shows another result when one is closed', () => {
  const query = 'query' as DocumentId;
  keep(query, result('a'));
  keep(query, result('a', true));
  expect(resultsOf(query).kept).toEqual([result('a', true)]);
  showResult(query, 'a');
  expect(drop(query, 'a')).toEqual(['a']);
  expect(resultsOf(query)).toEqual({ kept: [], shown: null, beside: false });
});

it('a title is the statement on one line', () => {
  expect(titleOf('-- why\n/* how */\nSELECT  1,\n\t2')).toBe('SELECT 1, 2');
});
