import { expect, test } from 'vitest';
import { output } from './run.mjs';

test('output of several MiB is captured whole', () => {
  expect(output(process.execPath, ['-e', "process.stdout.write('x'.repeat(3 << 20))"])).toHaveLength(3 << 20);
});

test('a program that fails or is missing has no output', () => {
  expect(output(process.execPath, ['-e', 'console.log(1); process.exit(1)'])).toBeNull();
  expect(output('no-such-program-of-planarium', [])).toBeNull();
});
