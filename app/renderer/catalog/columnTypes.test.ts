import { expect, it } from 'vitest';
import { csvValue, csvValues, formatTypes, parseTypes, withType } from './columnTypes';

it.each([
  [[]],
  [[{ column: 'id', type: 'INT' }]],
  [
    [
      { column: 'Unit, "net"', type: 'DECIMAL(10, 2)' },
      { column: 'at', type: 'TIMESTAMP' },
      { column: 'a(b', type: 'VARCHAR' },
    ],
  ],
])('%o is written as SQL and read back', (types) => {
  expect(parseTypes(formatTypes(types))).toEqual(types);
});

it('reads types as people write them', () => {
  expect(parseTypes(' id  INT ,"A b" DECIMAL(5,1),n INT UNSIGNED')).toEqual([
    { column: 'id', type: 'INT' },
    { column: 'A b', type: 'DECIMAL(5,1)' },
    { column: 'n', type: 'INT UNSIGNED' },
  ]);
});

it('a type that is left to what is found is taken out', () => {
  const types = withType([], 'a', 'DATE');
  expect(withType(types, 'a', 'BIGINT')).toEqual([{ column: 'a', type: 'BIGINT' }]);
  expect(withType(types, 'a', '')).toEqual([]);
});

it('lines of CSV are split and written', () => {
  const values = ['a', 'b, c', '"d"'];
  expect(csvValues(values.map(csvValue).join(','))).toEqual(values);
});
