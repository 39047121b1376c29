import {Failure} from '../core/failure';

/** Errors that the user fixes by choosing another path or changing its permissions. */
const CONFIG_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EISDIR',
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'EEXIST',
  'EPERM',
  'EROFS',
]);

/** The code of a file system error, such as "ENOENT"; empty when it has none. */
export function errorCode(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : '';
}

/** Turns a file system error into a Failure; `what` is the sentence without its full stop. */
export function fileFailure(what: string, error: unknown): Failure {
  const code = errorCode(error);
  return new Failure({
    kind: CONFIG_CODES.has(code) ? 'config' : 'system',
    message: code === '' ? `${what}.` : `${what} (${code}).`,
    cause: error,
  });
}
