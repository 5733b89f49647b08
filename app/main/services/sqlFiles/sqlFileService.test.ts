import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../testing/temporary';
import { FileWatch } from './fileWatch';
import { SqlFileService } from './sqlFileService';

const files = new SqlFileService();

test('a file keeps its byte order mark, permissions and link', async () => {
  const folder = temporaryFolder();
  const [target, path] = [join(folder, 'target.sql'), join(folder, 'a link.sql')];
  writeFileSync(target, '\u{feff}SELECT 1\r\n');
  chmodSync(target, 0o640);
  symlinkSync(target, path);
  const read = await files.read(path);
  expect(read.sql).toBe('SELECT 1\r\n');
  const written = await files.write(path, 'SELECT 2\r\n', read.sha256);
  expect(readFileSync(target, 'utf8')).toBe('\u{feff}SELECT 2\r\n');
  expect(statSync(target).mode & 0o777).toBe(0o640);
  expect((await files.read(path)).sha256).toBe(written.sha256);
});

test('a file that another program changed is not replaced without confirmation', async () => {
  const path = join(temporaryFolder(), 'q.sql');
  const { sha256 } = await files.write(path, 'SELECT 1');
  writeFileSync(path, 'SELECT 2');
  await expect(files.write(path, 'SELECT 3', sha256)).rejects.toMatchObject({ code: 'file_changed' });
  expect(readFileSync(path, 'utf8')).toBe('SELECT 2');
  await files.write(path, 'SELECT 3');
  expect(readFileSync(path, 'utf8')).toBe('SELECT 3');
});

test('a failed read, write or rename is one clear error', async () => {
  const folder = temporaryFolder();
  const [binary, one, two] = ['binary.sql', 'one.sql', 'two.sql'].map((name) => join(folder, name));
  writeFileSync(binary as string, Buffer.from([0xff, 0xfe, 0x00]));
  writeFileSync(one as string, '1');
  writeFileSync(two as string, '2');
  await expect(files.read(binary as string)).rejects.toMatchObject({ code: 'file_unsupported' });
  await expect(files.read(join(folder, 'none.sql'))).rejects.toMatchObject({ code: 'file_missing' });
  await expect(files.read(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
  await expect(files.write(join(folder, 'none', 'a.sql'), '')).rejects.toMatchObject({
    code: 'write_failed',
  });
  await expect(files.rename(one as string, 'two.sql')).rejects.toMatchObject({ code: 'write_failed' });
  await expect(files.rename(one as string, '../up.sql')).rejects.toMatchObject({ code: 'write_failed' });
  expect(readFileSync(two as string, 'utf8')).toBe('2');
  expect(await files.rename(one as string, 'three.sql')).toEqual({ path: join(folder, 'three.sql') });
  expect(readFileSync(join(folder, 'three.sql'), 'utf8')).toBe('1');
});

test('a change, a replacement and a removal of a watched file are noticed', async () => {
  const path = join(temporaryFolder(), 'q.sql');
  writeFileSync(path, 'SELECT 1');
  const changed = vi.fn();
  const watch = new FileWatch(changed);
  watch.set([path]);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await files.write(path, 'SELECT 22');
  await vi.waitFor(() => expect(changed).toHaveBeenCalledWith(path), { timeout: 10_000 });
  watch.set([]);
});
