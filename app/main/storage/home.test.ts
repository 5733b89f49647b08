import { expect, test } from 'vitest';
import { homeFolder } from './home';

test('PLANARIUM_HOME wins everywhere', () => {
  expect(homeFolder({ PLANARIUM_HOME: '/tmp/p', XDG_CONFIG_HOME: '/x' }, 'linux', '/home/u')).toBe('/tmp/p');
});

test.each([
  ['linux', {}, '/home/u/.config/planarium'],
  ['linux', { XDG_CONFIG_HOME: '/home/u/conf' }, '/home/u/conf/planarium'],
  ['darwin', {}, '/home/u/Library/Application Support/Planarium'],
] as const)('%s %o', (platform, env, expected) => {
  expect(homeFolder(env, platform, '/home/u')).toBe(expected);
});
