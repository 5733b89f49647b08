import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commands } from './program';

it('has every flag that an error of the engine names', () => {
  const source = readFileSync(
    join(import.meta.dirname, '../../native/engine/tests/engine/remedies.rs'),
    'utf8',
  );
  const list = source.slice(source.indexOf('const FLAGS'), source.indexOf('fn works'));
  const flags = [...list.matchAll(/"(--?[a-z-]+)"/g)].map(([, flag]) => flag);
  const known = commands.flatMap(({ options }) =>
    options.flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]),
  );
  expect(flags.length).toBeGreaterThan(5);
  expect(flags.filter((flag) => !known.includes(flag as string))).toEqual([]);
});
