import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../testing/temporary';
import { JsonFile } from './jsonFile';

const schema = z.object({ text: z.string() });

function fileIn(folder: string, version = 1) {
  return new JsonFile(join(folder, 'state.json'), version, schema);
}

test('what was saved is loaded', async () => {
  const folder = temporaryFolder();
  await fileIn(folder).save({ text: 'SELECT 1' });
  expect(await fileIn(folder).load()).toEqual({ value: { text: 'SELECT 1' }, notes: [] });
});

test('an absent file loads as null without a note', async () => {
  expect(await fileIn(join(temporaryFolder(), 'new')).load()).toEqual({ value: null, notes: [] });
});

test('queued saves are merged, the last value wins, and all callers wait for it', async () => {
  const folder = temporaryFolder();
  const file = fileIn(folder);
  const written = [1, 2, 3, 4, 5].map((n) => file.save({ text: `version ${n}` }));
  expect(new Set(written).size).toBe(1);
  await written[0];
  expect((await fileIn(folder).load()).value).toEqual({ text: 'version 5' });
});

test('consecutive saves keep their order', async () => {
  const folder = temporaryFolder();
  const file = fileIn(folder);
  for (let n = 0; n < 20; n++) {
    void file.save({ text: `version ${n}` });
    await Promise.resolve();
  }
  await file.settled();
  expect((await fileIn(folder).load()).value).toEqual({ text: 'version 19' });
});

for (const [what, damage] of [
  ['truncated', (path: string) => truncateSync(path, 12)],
  ['emptied', (path: string) => truncateSync(path, 0)],
  ['overwritten with other bytes', (path: string) => writeFileSync(path, Buffer.from([0, 255, 1, 254]))],
  ['of another shape', (path: string) => writeFileSync(path, '{"version":1,"value":{"text":7}}')],
] as const) {
  test(`a file that is ${what} is set aside and its backup used`, async () => {
    const folder = temporaryFolder();
    await fileIn(folder).save({ text: 'before' });
    await fileIn(folder).save({ text: 'latest' });
    damage(join(folder, 'state.json'));
    const damaged = readFileSync(join(folder, 'state.json'));

    const loaded = await fileIn(folder).load();

    expect(loaded.value).toEqual({ text: 'before' });
    expect(loaded.notes).toEqual(['state.json is damaged; it is kept as state.json.damaged-1.']);
    expect(readFileSync(join(folder, 'state.json.damaged-1'))).toEqual(damaged);
  });
}

test('a file of a newer version is kept and never overwritten', async () => {
  const folder = temporaryFolder();
  await fileIn(folder, 2).save({ text: 'from the future' });
  const loaded = await fileIn(folder, 1).load();
  expect(loaded.value).toBeNull();
  expect(loaded.notes[0]).toContain('newer Planarium (version 2)');
  await fileIn(folder, 1).save({ text: 'now' });
  expect(readFileSync(join(folder, 'state.json.damaged-1'), 'utf8')).toContain('from the future');
});

test('a file whose folder is a file counts as absent', async () => {
  const blocked = join(temporaryFolder(), 'blocked');
  writeFileSync(blocked, 'a file where the folder should be');
  expect(await fileIn(blocked).load()).toEqual({ value: null, notes: [] });
});

test('reading changes nothing on disk: a damaged file gives null and stays', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'state.json'), '{"vers');
  expect(await fileIn(folder).peek()).toBeNull();
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('without a backup, none is written or read', async () => {
  const folder = temporaryFolder();
  const file = () => new JsonFile(join(folder, 'state.json'), 1, schema, { backup: false });
  await file().save({ text: 'before' });
  await file().save({ text: 'latest' });
  expect(readdirSync(folder)).toEqual(['state.json']);
  truncateSync(join(folder, 'state.json'), 12);
  expect((await file().load()).value).toBeNull();
});

test('a save that fails rejects, and the next one works', async () => {
  const folder = temporaryFolder();
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, 'a file where the folder should be');
  const file = new JsonFile(join(blocked, 'state.json'), 1, schema);
  await expect(file.save({ text: 'lost' })).rejects.toThrow();
  await file.settled();
  const other = fileIn(folder);
  await other.save({ text: 'fine' });
  expect((await other.load()).value).toEqual({ text: 'fine' });
});
