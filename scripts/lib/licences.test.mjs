import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowedLicences, isAllowed, refusedLicences } from './licences.mjs';
import { root } from './paths.mjs';

const allowed = new Set(['MIT', 'Apache-2.0', 'Unicode-3.0', 'Apache-2.0 WITH LLVM-exception']);

describe('isAllowed', () => {
  it.each([
    'MIT',
    'MIT OR GPL-3.0',
    'GPL-3.0/MIT',
    '(MIT OR Apache-2.0) AND Unicode-3.0',
    'GPL-3.0 OR MIT AND Apache-2.0',
    'Apache-2.0 WITH LLVM-exception',
    ' EPL-2.0 OR Apache-2.0',
  ])('accepts %j', (expression) => {
    expect(isAllowed(expression, allowed)).toBe(true);
  });

  it.each([
    '',
    'GPL-3.0',
    'MIT AND GPL-3.0',
    '(MIT OR Apache-2.0) AND GPL-3.0',
    'MIT WITH GCC-exception',
    'MIT MIT',
    '(MIT',
  ])('refuses %j', (expression) => {
    expect(isAllowed(expression, allowed)).toBe(false);
  });
});

describe('refusedLicences', () => {
  it('lists external packages without an allowed licence', () => {
    const source = 'registry+https://github.com/rust-lang/crates.io-index';
    const packages = [
      { name: 'a', version: '1.0.0', license: 'MIT', source },
      { name: 'b', version: '2.0.0', license: 'GPL-3.0', source },
      { name: 'c', version: '3.0.0', license: null, source },
      { name: 'ours', version: '0.1.0', license: null, source: null },
    ];
    expect(refusedLicences(packages, allowed)).toEqual(['b 2.0.0 (GPL-3.0)', 'c 3.0.0 (no licence)']);
  });
});

it('reads the list of deny.toml', () => {
  const names = allowedLicences(readFileSync(join(root, 'native/deny.toml'), 'utf8'));
  expect(names).toContain('Apache-2.0');
  expect(names).toContain('bzip2-1.0.6');
  expect(names).not.toContain('x86_64-unknown-linux-gnu');
});
