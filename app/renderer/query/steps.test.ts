import { expect, it } from 'vitest';
import { hasSeveral, stepOf } from './steps';

it('a statement keeps its place in the whole text, by UTF-16 code units', () => {
  const sql = "SELECT '🛫';\n  SELECT\n  x;";
  const start = sql.lastIndexOf('SELECT');
  const { text, step } = stepOf(sql, { start, end: sql.length - 1 }, 1, 2);
  expect(step).toEqual({ index: 1, count: 2, sql: 'SELECT\n  x' });
  expect(text).toHaveLength(sql.length - 1);
  expect(text.indexOf('x')).toBe(sql.indexOf('x'));
  expect(text.split('\n').map((line) => line.trim())).toEqual(['', 'SELECT', 'x']);
});

it('a text without anything behind a semicolon is one statement', () => {
  expect([hasSeveral('SELECT 1'), hasSeveral('SELECT 1;\n '), hasSeveral('SELECT 1; SELECT 2')]).toEqual([
    false,
    false,
    true,
  ]);
});
