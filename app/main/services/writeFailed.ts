import { ServiceError } from './serviceError';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'it would be too large for the disk',
  EACCES: 'writing there is not permitted',
  EPERM: 'writing there is not permitted',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'its folder is a file',
  EISDIR: 'it is a folder',
  ELOCKED: 'another Planarium window saves to this profile',
  EBUSY: 'another process keeps it locked',
};

/**
 * The error for a file that could not be written: `write_failed` with the path and the reason, worded
 * like the engine's own errors.
 *
 * @param hint what to do; the default is for a path that the user chose
 */
export function writeFailed(
  path: string,
  error: unknown,
  hint = 'Choose another folder or file name, or make room on the disk.',
): ServiceError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? message : (REASONS[code] ?? 'the system refused');
  return new ServiceError('write_failed', `${path} could not be written: ${reason}.`, {
    hint,
    detail: String(error),
  });
}
