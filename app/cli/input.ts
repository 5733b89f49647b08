import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { ServiceError } from '../main/services/serviceError';
import { STANDARD_INPUT } from './args/path';
import type { Sources } from './args/sources';
import type { Host } from './host';
import { type Remedies, unreadable } from './unreadable';

/** SQL with the name of its source, for errors. */
export interface Sql {
  text: string;
  /** Undefined for SQL of the command line itself. */
  name: string | undefined;
}

/** The name of `-` in errors. */
export const inputName = 'standard input';

const remedies: Remedies = {
  missing: 'Check the path, or give the SQL itself with -e SQL.',
  folder: 'Name a file of SQL. A folder of data files is opened as a table with -t NAME=PATH.',
};

/** Reads the SQL from the source in the arguments. @throws `file_missing`, `file_unreadable`, `file_damaged` */
export async function readSql(source: Sources['sql'], host: Host): Promise<Sql> {
  if ('text' in source) return { text: source.text, name: undefined };
  if (source.file === STANDARD_INPUT) return decodeSql(await readInput(host), inputName);
  try {
    return decodeSql(await readFile(source.file), source.file);
  } catch (error) {
    throw error instanceof ServiceError ? error : unreadable(source.file, error, remedies);
  }
}

/** @throws `file_damaged` for what is not UTF-8 */
export function decodeSql(bytes: Uint8Array, name: string): Sql {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), name };
  } catch {
    throw new ServiceError('file_damaged', `${name} is not UTF-8 text.`, { hint: 'Save the SQL as UTF-8.' });
  }
}

/**
 * All of standard input.
 *
 * @param limit maximum size in bytes
 * @throws `plan_file_too_large` beyond that, `file_unreadable`, the reason of an abort
 */
export async function readInput(
  { stdin, signal }: Pick<Host, 'stdin' | 'signal'>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stdin)) {
      length += chunk.length;
      if (length > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    throw signal.aborted || error instanceof ServiceError ? error : unreadable(inputName, error, remedies);
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(limit: number): ServiceError {
  return new ServiceError('plan_file_too_large', `${inputName} holds more than ${limit >> 20} MiB.`, {
    hint: 'This is the limit for plans. Check what is sent into the pipe.',
  });
}
