import { ServiceError } from '../main/services/serviceError';

/** What to do about a file that cannot be read. */
export interface Remedies {
  missing: string;
  folder: string;
}

/** The error for a file `name` that could not be read: `file_missing` or `file_unreadable`. */
export function unreadable(name: string, error: unknown, remedies: Remedies): ServiceError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new ServiceError('file_missing', `There is no file ${name}.`, { hint: remedies.missing });
  if (code === 'EISDIR')
    return new ServiceError('file_unreadable', `${name} is a folder.`, { hint: remedies.folder });
  if (code === 'EACCES' || code === 'EPERM')
    return new ServiceError('file_unreadable', `${name} cannot be read: reading it is not permitted.`, {
      hint: 'Ask its owner for permission to read it, or copy it to a folder of your own.',
    });
  return new ServiceError('file_unreadable', `${name} cannot be read: ${message}.`, {
    hint: 'Check the disk or the network that it is on, then try again.',
  });
}
