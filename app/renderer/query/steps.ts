import type { StatementSpan } from '../../shared/query';
import { call } from '../bridge';
import type { Step } from './runState';

/** One statement of a text that runs by itself. */
export interface StepText {
  /** Null for a text that runs as a whole. */
  step: Step | null;
  /** The statement behind blanks in place of what is before it, so that places in it are places in the whole text. */
  text: string;
}

/** Whether a text may hold several statements. */
export function hasSeveral(sql: string): boolean {
  return /;\s*\S/.test(sql);
}

/** The statements of a text in order. A text of one, or one that cannot be split, is one step: running it says what is wrong with it. */
export async function stepsOf(sql: string): Promise<StepText[]> {
  const spans = await call('query:statements', { sql }).catch(() => []);
  if (spans.length < 2) return [{ step: null, text: sql }];
  return spans.map((span, index) => stepOf(sql, span, index, spans.length));
}

export function stepOf(sql: string, { start, end }: StatementSpan, index: number, count: number): StepText {
  const statement = sql.slice(start, end);
  // By UTF-16 code units, as places in the editor are counted.
  const text = sql.slice(0, start).replaceAll(/[^\n\r]/g, ' ') + statement;
  return { step: { index, count, sql: statement }, text };
}
