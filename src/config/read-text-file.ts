import {readFileSync} from 'node:fs';
import {Failure} from '../core/failure';

/** What the system says about a file, in words; other codes are passed on as they are. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'this user has no permission to read it',
  EPERM: 'this user has no permission to read it',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
};

/** The byte order mark that some editors write; no part of the text. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Text of a UTF-8 file of any name, without a byte order mark. `what` names its role in messages:
 * "configuration", "catalog". Missing, unreadable and empty files are `config` failures.
 */
export function readTextFile(path: string, what: string): string {
  const text = decode(read(path, what), path, what);
  if (text.trim() === '') {
    throw new Failure({
      kind: 'config',
      message: `The ${what} file ${path} is empty. Write the ${what} into it or choose another file.`,
    });
  }
  return text;
}

function read(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = codeOf(error);
    throw new Failure({
      kind: 'config',
      message: `The ${what} file ${path} cannot be read: ${REASONS[code] ?? code}. Check the path and its permissions.`,
      cause: error,
    });
  }
}

function decode(bytes: Buffer, path: string, what: string): string {
  try {
    const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  } catch (error) {
    throw new Failure({
      kind: 'config',
      message: `The ${what} file ${path} is not UTF-8 text. Save it in the UTF-8 encoding.`,
      cause: error,
    });
  }
}

function codeOf(error: unknown): string {
  const known = typeof error === 'object' && error !== null && 'code' in error;
  if (known && typeof error.code === 'string') return error.code;
  return 'the system gives no reason';
}
