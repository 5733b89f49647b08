import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readInput } from './input';

const MIB = 1024 * 1024;

function host(chunks: Iterable<Buffer>, signal = new AbortController().signal) {
  return { stdin: Readable.from(chunks) as unknown as NodeJS.ReadStream, signal };
}

it('reads standard input up to the limit', async () => {
  const half = Buffer.alloc(MIB / 2, 7);
  expect((await readInput(host([half, half]), MIB)).equals(Buffer.alloc(MIB, 7))).toBe(true);
});

it('stops reading beyond the limit', async () => {
  let given = 0;
  function* endless() {
    for (;;) {
      given += 1;
      yield Buffer.alloc(MIB);
    }
  }
  await expect(readInput(host(endless()), 2 * MIB)).rejects.toMatchObject({
    code: 'plan_file_too_large',
    message: 'standard input holds more than 2 MiB.',
  });
  // A few more are read ahead.
  expect(given).toBeLessThan(30);
});

it('reports why its source cannot be read', async () => {
  const broken = new Readable({ read: () => undefined });
  broken.destroy(Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR' }));
  const stdin = broken as unknown as NodeJS.ReadStream;
  await expect(readInput({ stdin, signal: new AbortController().signal })).rejects.toMatchObject({
    code: 'file_unreadable',
    message: 'standard input is a folder.',
  });
});
