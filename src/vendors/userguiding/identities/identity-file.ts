import {createHash} from 'node:crypto';
import {constants, createReadStream} from 'node:fs';
import {access, open, stat} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Failure} from '../../../core/failure';
import type {AccountChange} from '../../../core/kit';
import {fileFailure} from '../../../write/file-failure';
import {createGroupCommit} from '../../../write/group-commit';
import {
  accountLine,
  createIdentityGroups,
  parseAccountLine,
  type AccountLine,
} from './identity-groups';
import type {Digest} from './identity-table';

/** A user whose id was sent: digests of its folded form, of its spelling and of its company. */
export interface IdentityLine {
  readonly folded: Digest;
  readonly exact: Digest;
  /** 0: none. */
  readonly company: number;
}

/** An opened identity file. */
export interface IdentityFile {
  /** Mixed into every digest, so that files cannot be compared with each other or with lists. */
  readonly salt: string;
  /** Adds a line; resolves when it is in the file. Lines added at once share one write. */
  add(line: IdentityLine): Promise<void>;
  close(): Promise<void>;
}

/** Files of version 1 do not say for which account they are. */
const HEADER_START = 'userguiding-identities 2 ';
const HEADER = /^userguiding-identities [12] ([0-9a-f]{32})$/;
const HEADER_SHAPE = /^userguiding-identities [12] /;
const LINE = /^([0-9a-f]{8})([0-9a-f]{8}) ([0-9a-f]{8})([0-9a-f]{8}) ([0-9a-f]{8})$/;

/** What reading a file came to. */
interface FileContent {
  readonly salt: string;
  /** Lines that must stand before the next user's: they say whose users follow. */
  readonly preamble: string;
  /** Up to the end of the last complete line; 0: the file does not exist, or is empty. */
  readonly bytes: number;
  /** Bytes of a last line that a crash cut off. */
  readonly tornBytes: number;
}

/** What a file is opened with. */
interface IdentityFileOptions {
  readonly path: string;
  /** For a file that does not exist yet. */
  readonly newSalt: string;
  /** Everything that the account is reached with; a digest of it says whose users a file holds. */
  readonly credential: string;
  /** What the user has said about a credential that the file does not know. */
  readonly accountChange: AccountChange | undefined;
  readonly onLine: (line: IdentityLine) => void;
  /** Told when a file of version 1 is taken for the account's. */
  readonly onTakeOver: () => void;
}

/**
 * Reads the file, telling `onLine` each line of the account, and opens it for more. One that does not
 * exist is created with the first line that is added. The format is text: a header with a salt, then
 * one line of digests for each user, of which the last for a user counts; ids themselves are not in it.
 * `account` lines say whose users follow; several accounts lie apart. A line that a crash cut off is
 * dropped. Throws a `config` Failure for a file that is something else, that may not be read and
 * written, or that is another account's.
 */
export async function openIdentityFile(options: IdentityFileOptions): Promise<IdentityFile> {
  const {path, newSalt} = options;
  const content = (await readFile(options)) ?? {
    salt: newSalt,
    preamble: accountLine(digestOf(newSalt, options.credential)),
    bytes: 0,
    tornBytes: 0,
  };
  let handle: FileHandle | undefined;
  const lines = createGroupCommit(async (texts) => {
    try {
      handle ??= await openForMore(path, content);
      // One write of whole lines: a process that is killed leaves at most its last line cut off.
      await handle.appendFile(texts.join(''));
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw fileFailure(`The identity file ${path} could not be written`, error);
    }
  });
  return {
    salt: content.salt,
    add: (line) => lines.add(formatLine(line)),
    close: async () => {
      await lines.settled();
      try {
        await handle?.sync();
        await handle?.close();
      } catch (error) {
        throw fileFailure(`The identity file ${path} could not be closed`, error);
      }
    },
  };
}

/**
 * A file that was empty when it was read must still be, or another process has given it another salt.
 * Whole lines that another process has added since do no harm.
 */
async function openForMore(path: string, content: FileContent): Promise<FileHandle> {
  const handle = await open(path, 'a', 0o600);
  try {
    await makeReady(handle, path, content);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function makeReady(
  handle: FileHandle,
  path: string,
  {salt, preamble, bytes, tornBytes}: FileContent,
): Promise<void> {
  const {size} = await handle.stat();
  if (size < bytes || (bytes === 0 && size > tornBytes)) {
    throw new Failure({
      kind: 'config',
      message: `The identity file ${path} was changed by another process. Let one process at a time use it, and run again.`,
    });
  }
  if (tornBytes > 0 && size === bytes + tornBytes) await handle.truncate(bytes);
  const header = bytes === 0 ? `${HEADER_START}${salt}\n` : '';
  if (header + preamble !== '') await handle.appendFile(header + preamble);
}

/**
 * Reads it twice: which lines are the account's may only be said further down. Undefined when there is
 * no file; with the new salt when it has no complete line yet.
 */
async function readFile(options: IdentityFileOptions): Promise<FileContent | undefined> {
  const {path, newSalt, credential, accountChange, onLine, onTakeOver} = options;
  if (!(await isUsable(path))) return undefined;
  const groups = createIdentityGroups();
  const read = await readLines(path, (line) => {
    if ('account' in line) groups.add(line);
    else groups.noteUser();
  });
  const salt = read.salt === '' ? newSalt : read.salt;
  const own = groups.choose(digestOf(salt, credential), accountChange);
  if (own === undefined) throw otherAccount(path);
  if (own.takesOver) onTakeOver();
  const again = createIdentityGroups();
  await readLines(path, (line) => {
    if ('account' in line) again.add(line);
    else if (again.current() === own.group) onLine(line);
  });
  return {salt, preamble: own.preamble, bytes: read.bytes, tornBytes: read.tornBytes};
}

type FileLine = IdentityLine | AccountLine;

async function readLines(
  path: string,
  onLine: (line: FileLine) => void,
): Promise<{readonly salt: string; readonly bytes: number; readonly tornBytes: number}> {
  const found = {salt: '', bytes: 0, lines: 0, tornBytes: 0};
  const onRest = (rest: string): void => {
    // A crash can cut off a header too; any other text without a line break is not ours.
    const isHeader = HEADER_SHAPE.test(rest) || HEADER_START.startsWith(rest);
    if (found.lines === 0 && !isHeader) throw notOurs(path, 1);
    found.tornBytes = rest.length;
  };
  for await (const line of completeLines(path, onRest)) {
    found.bytes += line.length + 1;
    found.lines += 1;
    if (found.lines === 1) found.salt = HEADER.exec(line)?.[1] ?? '';
    const parsed = found.lines === 1 ? undefined : parseLine(line);
    if (found.salt === '' || (found.lines > 1 && parsed === undefined)) {
      throw notOurs(path, found.lines);
    }
    if (parsed) onLine(parsed);
  }
  return found;
}

/** False when it does not exist yet and can be created. */
async function isUsable(path: string): Promise<boolean> {
  try {
    const found = await stat(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    await access(found ? path : dirname(path), constants.R_OK | constants.W_OK);
    if (found?.isFile() === false) throw notOurs(path, 1);
    return found !== undefined;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure({
      kind: 'config',
      message: `The identity file ${path} cannot be read and written; choose another path in userguiding.identity_file, or fix its permissions.`,
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

async function* completeLines(
  path: string,
  onRest: (rest: string) => void,
): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, {encoding: 'latin1'})) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    onRest(rest);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw fileFailure(`The identity file ${path} could not be read`, error);
  }
}

function parseLine(line: string): FileLine | undefined {
  const account = parseAccountLine(line);
  if (account !== undefined) return account;
  const match = LINE.exec(line);
  if (!match) return undefined;
  const word = (index: number): number => Number.parseInt(match[index] ?? '', 16);
  return {
    folded: {high: word(1), low: word(2)},
    exact: {high: word(3), low: word(4)},
    company: word(5),
  };
}

function formatLine({folded, exact, company}: IdentityLine): string {
  const digest = ({high, low}: Digest): string => hex(high) + hex(low);
  return `${digest(folded)} ${digest(exact)} ${hex(company)}\n`;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}

/** Of the credential nothing can be read from it: it is long, random, and mixed with the file's salt. */
function digestOf(salt: string, credential: string): string {
  return createHash('sha256').update(`${salt}\n${credential}`).digest('hex').slice(0, 32);
}

function otherAccount(path: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The identity file ${path} is for another API key of UserGuiding, which does not say to which account a key belongs. For another account, choose another file in userguiding.identity_file, or run user-sync with --accept-account, which keeps both accounts separately in this file; for a new key of the same account, run user-sync with --same-account, or remove the lines that begin with "account" from the file.`,
  });
}

function notOurs(path: string, line: number): Failure {
  return new Failure({
    kind: 'config',
    message: `The identity file ${path} is not valid in line ${line}. Choose another file in userguiding.identity_file, or delete this one to start again.`,
  });
}
