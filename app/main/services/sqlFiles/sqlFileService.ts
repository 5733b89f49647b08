import { createHash } from 'node:crypto';
import { link, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { formatBytes } from '../../../shared/figures';
import { SQL_LIMIT } from '../../../shared/workspace';
import { atomicWrite } from '../../storage/atomicWrite';
import type { Call } from '../call';
import { ServiceError, toAppError } from '../serviceError';
import { writeFailed } from '../writeFailed';

/** A file of SQL; `sha256` is that of its bytes. */
export interface SqlFile {
  path: string;
  sql: string;
  sha256: string;
}

/** Bytes of UTF-8 per UTF-16 code unit, at most. */
const BYTES_PER_UNIT = 3;

const BYTE_ORDER_MARK = '\u{feff}';

/** Reads, writes (as a whole) and renames SQL files. */
export class SqlFileService {
  /** @throws `file_missing`, `file_unreadable`, `file_unsupported` for what is too long or not UTF-8 */
  async read(path: string): Promise<SqlFile> {
    const bytes = await this.bytesOf(path);
    return { path, sql: textOf(path, bytes), sha256: sha256Of(bytes) };
  }

  /**
   * Replaces the file as a whole. A byte order mark, permissions and what a link points to stay.
   *
   * @param expected SHA-256 of the bytes that the file should hold; anything when undefined
   * @throws `file_changed` when it holds others, `write_failed`, `cancelled`
   */
  async write(
    path: string,
    sql: string,
    expected?: string,
    call?: Call,
  ): Promise<{ path: string; sha256: string }> {
    try {
      const target = await realpath(path).catch(() => path);
      const before = await readFile(target).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (expected !== undefined && before && sha256Of(before) !== expected) throw changed(path);
      const marked = before?.subarray(0, 3).toString('utf8') === BYTE_ORDER_MARK;
      const bytes = Buffer.from((marked ? BYTE_ORDER_MARK : '') + sql, 'utf8');
      const mode = before ? (await stat(target)).mode & 0o777 : 0o666;
      await atomicWrite(target, bytes, { beforeSwap: () => call?.commit(), mode });
      return { path, sha256: sha256Of(bytes) };
    } catch (error) {
      throw toAppError(error).code === 'internal' ? writeFailed(path, error) : error;
    }
  }

  /**
   * Gives the file another name in its folder; no file is replaced.
   *
   * @throws `write_failed`
   */
  async rename(path: string, name: string): Promise<{ path: string }> {
    const target = join(dirname(path), name);
    if (basename(name) !== name || target === path)
      throw new ServiceError('write_failed', `${JSON.stringify(name)} is no name for a file.`, {
        hint: 'Use a name without slashes that differs from the present one.',
      });
    try {
      await moveTo(path, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST')
        throw new ServiceError('write_failed', `${target} exists already.`, { hint: 'Choose another name.' });
      throw writeFailed(target, error, 'Choose another name.');
    }
    return { path: target };
  }

  private async bytesOf(path: string): Promise<Buffer> {
    try {
      const { size } = await stat(path);
      if (size > SQL_LIMIT * BYTES_PER_UNIT) throw tooLong(path, size);
      return await readFile(path);
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR')
        throw new ServiceError('file_missing', `${path} does not exist.`, {
          hint: 'Check the path; the file may have been moved or renamed.',
        });
      throw new ServiceError('file_unreadable', `${path} could not be read.`, { detail: message });
    }
  }
}

/** Renames without replacing: creating a link under the new name fails if it is taken. */
async function moveTo(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Some file systems have no links, and if only the case differs the name is taken by the file itself.
    const same = code === 'EEXIST' && path.toLowerCase() === target.toLowerCase();
    if (!same && code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    if (!same && (await stat(target).catch(() => null))) throw Object.assign(new Error(), { code: 'EEXIST' });
    await rename(path, target);
    return;
  }
  await unlink(path);
}

function textOf(path: string, bytes: Buffer): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ServiceError('file_unsupported', `${path} is not UTF-8 text.`, {
      hint: 'Convert it to UTF-8 in a text editor, then open it again.',
    });
  }
  if (text.length > SQL_LIMIT) throw tooLong(path, bytes.length);
  return text;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function tooLong(path: string, bytes: number): ServiceError {
  return new ServiceError(
    'file_unsupported',
    `${path} has ${formatBytes(bytes)}; the longest text of SQL has ${formatBytes(SQL_LIMIT)}.`,
    { hint: 'Split it into several files.' },
  );
}

function changed(path: string): ServiceError {
  return new ServiceError('file_changed', `${path} was changed by another program.`, {
    hint: 'Compare both, then overwrite the file or save under another name.',
  });
}
