import { describe, expect, it } from 'vitest';
import { ServiceError } from '../main/services/serviceError';
import { UsageError } from './args/usageError';
import { report } from './report';

const place = (line: number, start: number, end: number) => ({
  span: { start: { line, column: start }, end: { line, column: end } },
});

describe('report', () => {
  it('puts the position after the code and marks it in the text', () => {
    const error = Object.assign(
      new ServiceError('column_unknown', 'No.', { hint: 'Do this.' }),
      place(2, 8, 11),
    );
    expect(report(error, { text: 'SELECT 1;\nSELECT abc', name: 'q.sql' })).toEqual({
      lines: [
        'planarium: column_unknown at q.sql:2:8: No.',
        '    SELECT abc',
        '           ^^^',
        '  Do this.',
      ],
      code: 1,
    });
  });

  it('marks below escaped characters', () => {
    const error = Object.assign(new ServiceError('sql_syntax', 'No.'), place(1, 3, 4));
    expect(report(error, { text: '\u001b x', name: undefined }).lines.slice(1)).toEqual([
      '    \\u001b x',
      '           ^',
    ]);
  });

  it('shows the cause of a damaged file', () => {
    const detail = 'Reading a.csv\ncaused by\nArrow error: Csv error: Line 3 is short\nand so on';
    expect(
      report(new ServiceError('file_damaged', 'It is bad.', { hint: 'Do this.', detail })).lines,
    ).toEqual(['planarium: file_damaged: It is bad.', '  Line 3 is short', '  Do this.']);
  });

  it('omits the detail of other errors', () => {
    expect(report(new ServiceError('file_missing', 'No.', { detail: 'ENOENT' })).lines).toHaveLength(1);
    expect(report(new ServiceError('panic', 'No.', { detail: 'at a\nat b' })).lines).toHaveLength(3);
  });

  it('has an exit code for each outcome', () => {
    expect(report(new UsageError('No.', 'Do this.'))).toEqual({
      lines: ['planarium: No.', '  Do this.'],
      code: 2,
    });
    expect(report(new ServiceError('plan_writes', 'No.')).code).toBe(3);
    expect(report(new ServiceError('file_missing', 'No.')).code).toBe(1);
    expect(report(new ServiceError('cancelled', 'Cancelled.')).code).toBe(130);
  });
});
