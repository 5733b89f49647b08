import { expect, test } from 'vitest';
import { secretsFromEnvironment } from './secretsFromEnvironment';

test('only variables with the prefix are read', () => {
  const env = {
    PLANARIUM_SECRET_SIG: 'abc',
    PLANARIUM_SECRET_EMPTY: '',
    PLANARIUM_HOME: '/x',
    AWS_SECRET_ACCESS_KEY: 'no',
  };
  expect(secretsFromEnvironment(env)).toEqual({ SIG: 'abc' });
});
