import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Failure } from '../main/services/failure';
import type { Sources } from './args/sources';
import type { Host } from './host';

/** SQL with the name under which errors speak of it. */
export interface Sql {
  text: string;
  /** Undefined for SQL of the command line itself. */
  name: string | undefined;
}

/** Reads the SQL from where the arguments say. @throws `file_missing`, `file_unreadable`, `file_damaged` */
export async function readSql(source: Sources['sql'], host: Host): Promise<Sql> {
  if ('text' in source) return { text: source.text, name: undefined };
  const name = source.file === '-' ? 'standard input' : source.file;
  const bytes = source.file === '-' ? await readInput(host) : await read(source.file);
  return { text: decode(bytes, name), name };
}

function readInput({ stdin, signal }: Host): Promise<Uint8Array> {
  return buffer(addAbortSignal(signal, stdin));
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Failure('file_missing', `There is no file ${path}.`);
    throw new Failure('file_unreadable', `${path} cannot be read: ${message}.`);
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure('file_damaged', `${name} is not UTF-8 text.`, { hint: 'Save the SQL as UTF-8.' });
  }
}
