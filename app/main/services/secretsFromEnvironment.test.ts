import { expect, test } from 'vitest';
import { secretsFromEnvironment } from './secretsFromEnvironment';

test('only variables meant for it are looked at', () => {
  const env = {
    PLANARIUM_SECRET_SIG: 'abc',
    PLANARIUM_SECRET_EMPTY: '',
    PLANARIUM_HOME: '/x',
    AWS_SECRET_ACCESS_KEY: 'no',
  };
  expect(secretsFromEnvironment(env)).toEqual({ SIG: 'abc' });
});
