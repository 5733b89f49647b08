import { afterEach, expect, test, vi } from 'vitest';
import { POLICY } from './assets';
import { developmentPolicy, devServer, isChangesSocket } from './devServer';

const server = new URL('http://127.0.0.1:5173');

afterEach(() => {
  vi.unstubAllEnvs();
});

test('the address comes from the environment in development only', () => {
  expect(devServer()).toBeNull();
  vi.stubEnv('PLANARIUM_DEV_SERVER', server.href);
  expect(devServer()?.href).toBe(server.href);
  vi.stubEnv('DEV', false);
  expect(devServer()).toBeNull();
});

test('only the WebSocket of the dev server is allowed', () => {
  expect(isChangesSocket('ws://127.0.0.1:5173/?token=x', server)).toBe(true);
  expect(isChangesSocket('ws://127.0.0.1:51730/', server)).toBe(false);
  expect(isChangesSocket('ws://127.0.0.1:5173.example/', server)).toBe(false);
  expect(isChangesSocket('http://127.0.0.1:5173/', server)).toBe(false);
});

test('the policy in development adds inline scripts and the WebSocket, nothing else', () => {
  const added = developmentPolicy(POLICY, server)
    .replace(" 'unsafe-inline'; style", '; style')
    .replace(' ws://127.0.0.1:5173', '');
  expect(added).toBe(POLICY);
});
