import { expect, it } from 'vitest';
import { quoteIdentifier } from './identifiers';

it.each([
  ['flights_3m', 'flights_3m'],
  ['Origin', '"Origin"'],
  ['worst day', '"worst day"'],
  ['3m', '"3m"'],
  ['order', '"order"'],
  ['a"b', '"a""b"'],
  ['größe', '"größe"'],
])('writes %s as %s', (name, sql) => {
  expect(quoteIdentifier(name)).toBe(sql);
});
