import { expect, it } from 'vitest';
import type { ValueTree } from '../format';
import { FactCollector } from './facts';

function factsOf(texts: readonly (string | null)[], kind: 'number' | 'text', isFloat = false) {
  const facts = new FactCollector();
  for (const text of texts) {
    const tree: ValueTree = text === null ? null : { kind, text };
    facts.add(tree, text, isFloat);
  }
  return facts.result();
}

it('adds integers beyond 2^53 and decimals exactly', () => {
  expect(factsOf(['9007199254740993', '1', null, '1'], 'number')).toEqual({
    values: 3,
    nulls: 1,
    distinct: 2,
    numbers: {
      count: 3,
      sum: '9007199254740995',
      mean: '3002399751580331.666667',
      min: '1',
      max: '9007199254740993',
    },
  });
  expect(factsOf(['0.10', '0.20', '-0.30', '99999999999999999999.99'], 'number').numbers).toEqual({
    count: 4,
    sum: '99999999999999999999.99',
    mean: '24999999999999999999.9975',
    min: '-0.30',
    max: '99999999999999999999.99',
  });
});

it('rounds the mean half away from zero', () => {
  expect(factsOf(['-1', '-1', '0'], 'number').numbers?.mean).toBe('-0.666667');
});

it('adds floats as floats; NaN is in the sum, and neither least nor greatest', () => {
  expect(factsOf(['0.1', '0.2'], 'number', true).numbers).toMatchObject({
    sum: '0.30000000000000004',
    max: '0.2',
  });
  expect(factsOf(['1.0', 'NaN', '-Infinity'], 'number', true).numbers).toEqual({
    count: 3,
    sum: 'NaN',
    mean: 'NaN',
    min: '-Infinity',
    max: '1.0',
  });
});

it('has no numbers of texts, and tells only so many values apart', () => {
  expect(factsOf(['a', 'a', ''], 'text')).toEqual({ values: 3, nulls: 0, distinct: 2, numbers: null });
  const many = Array.from({ length: 100_001 }, (_, at) => String(at));
  expect(factsOf(many, 'text').distinct).toBeNull();
});
