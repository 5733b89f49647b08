import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { uncheckedByCargo, uncheckedByNpm } from './locks.mjs';
import { root } from './paths.mjs';

test('packages of package-lock.json without a SHA-512 are found; local and bundled ones need none', () => {
  const packages = {
    '': { name: 'planarium' },
    'tools/own': { version: '1.0.0' },
    'node_modules/own': { link: true, resolved: 'tools/own' },
    'node_modules/good': { version: '1.0.0', integrity: 'sha512-x' },
    'node_modules/both': { version: '1.0.0', integrity: 'sha1-x sha512-x' },
    'node_modules/good/node_modules/inside': { version: '1.0.0', inBundle: true },
    'node_modules/none': { version: '1.0.0', optional: true },
    'node_modules/weak': { version: '1.0.0', integrity: 'sha1-x' },
    'tools/own/node_modules/deep': { version: '1.0.0' },
  };
  expect(uncheckedByNpm({ packages })).toEqual([
    'node_modules/none',
    'node_modules/weak',
    'tools/own/node_modules/deep',
  ]);
});

test('packages of Cargo.lock from a registry without a checksum are found', () => {
  const text = readFileSync(join(root, 'native/Cargo.lock'), 'utf8');
  expect(uncheckedByCargo(text)).toEqual([]);
  const [, name, version] = /name = "(datafusion)"\nversion = "(.*)"/.exec(text) ?? [];
  const without = text.replace(new RegExp(`(name = "${name}"\\n.*\\n.*\\n)checksum = .*\\n`), '$1');
  expect(uncheckedByCargo(without)).toEqual([`${name} ${version}`]);
});
