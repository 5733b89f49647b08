import { fileFormat, type ReaderOptions } from '../../shared/table';
import type { OpenOptions } from '../engine/engine';
import { ServiceError } from './serviceError';

/** Options in one list as the engine takes them; `format` is not a reader option. @throws `invalid_request` */
export function openOptions({ format, ...options }: ReaderOptions): Omit<OpenOptions, 'name'> {
  if (format === undefined) return { options };
  const known = fileFormat.safeParse(format);
  if (!known.success) throw new ServiceError('invalid_request', `There is no file format ${format}.`);
  return { format: known.data, options };
}
