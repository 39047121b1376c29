import {constants} from 'node:fs';
import {access, open, stat} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import {makeDirectory} from '../../core/make-directory';
import {errorCode, fileFailure} from '../file-failure';
import {createGroupCommit} from '../group-commit';
import {formatRejectedLine} from './rejected-line';
import type {RejectedRecords} from './rejected-records';

const BYTES_MAX = 100_000_000;

/** Names of one moment and process are distinguished by a random number; more tries mean a fault. */
const NAME_TRIES_MAX = 20;

/** Where and how rejected records are kept. */
interface RejectedRecordsFileOptions {
  /** Created when it is missing. */
  readonly directory: string;
  /** What the file name begins with, for example the program's name. */
  readonly nameParts: readonly string[];
  /** The session fails rather than write more than this. Default 100,000,000. */
  readonly maxBytes?: number;
  readonly kit: Pick<Kit, 'clock' | 'mask' | 'random'>;
}

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes of complete lines. */
  bytes: number;
}

/**
 * Keeps rejected records as JSON lines (`RejectedLine`) in a file of its own: created with the first
 * record, readable by its owner only, never shared with another process. Secrets are masked. A kept
 * record is on the disk before its promise resolves; records kept at the same time share one sync.
 * A file that somebody removes, replaces or shortens meanwhile is a failure: see `check`.
 * Throws a `config` Failure at once when the directory cannot be written.
 */
export async function createRejectedRecordsFile(
  options: RejectedRecordsFileOptions,
): Promise<RejectedRecords> {
  const {directory, kit} = options;
  await prepareDirectory(directory);
  let file: OpenFile | undefined;
  const lines = createGroupCommit(async (texts) => {
    file ??= await createFile(options);
    await append(file, texts.join(''), options.maxBytes ?? BYTES_MAX);
  });
  return {
    keep: (record, rejection) =>
      lines.add(formatRejectedLine({record, rejection}, kit.clock.now(), kit.mask)),
    check: async () => {
      await lines.settled();
      if (file !== undefined) await checkStillThere(file);
    },
    location: () => file?.path,
    close: async () => {
      await lines.settled();
      try {
        await file?.handle.close();
      } catch (error) {
        throw fileFailure(
          `The file of rejected records in ${directory} could not be closed`,
          error,
        );
      }
    },
  };
}

async function prepareDirectory(directory: string): Promise<void> {
  try {
    makeDirectory(directory, 0o700);
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileFailure(
      `Rejected records cannot be kept in directory ${directory}; choose another one in "rejected_records.directory", or fix its permissions`,
      error,
    );
  }
}

async function createFile({
  directory,
  nameParts,
  kit,
}: RejectedRecordsFileOptions): Promise<OpenFile> {
  const parts = nameParts.map((part) => part.replace(/[^A-Za-z0-9_-]+/g, '_'));
  const time = new Date(kit.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const stem = ['rejected', ...parts, time, process.pid].join('-');
  for (let tries = 0; tries < NAME_TRIES_MAX; tries += 1) {
    const random = Math.floor(kit.random() * 0x1_0000_0000 + tries) >>> 0;
    const path = join(directory, `${stem}-${random.toString(16).padStart(8, '0')}.jsonl`);
    const handle = await createExclusively(path, directory);
    if (handle !== undefined) return {path, handle, bytes: 0};
  }
  throw new Failure({
    kind: 'system',
    message: `No new file for rejected records could be created in ${directory}: ${NAME_TRIES_MAX} names are in use. Move its files to another directory and run again.`,
  });
}

/** Undefined when the name is taken. */
async function createExclusively(path: string, directory: string): Promise<FileHandle | undefined> {
  try {
    const handle = await open(path, 'ax', 0o600);
    await syncDirectory(directory).catch(async (error: unknown) => {
      await handle.close();
      throw error;
    });
    return handle;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw fileFailure(`The file of rejected records ${path} could not be created`, error);
  }
}

/** Without this a crash of the machine may lose the name of a file whose content is on the disk. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

async function append(file: OpenFile, text: string, maxBytes: number): Promise<void> {
  const bytes = file.bytes + Buffer.byteLength(text);
  if (bytes > maxBytes) throw full(file.path, maxBytes);
  try {
    await file.handle.appendFile(text);
    await file.handle.datasync();
  } catch (error) {
    const failure = fileFailure(`Rejected records could not be written to ${file.path}`, error);
    // Half a line must not stay behind; that writing failed is what the user has to know either way.
    await file.handle.truncate(file.bytes).catch(() => undefined);
    throw failure;
  }
  file.bytes = bytes;
  await checkStillThere(file);
}

/** The open file would still take records when its name is gone: whoever looks finds none. */
async function checkStillThere({path, handle, bytes}: OpenFile): Promise<void> {
  const own = await handle.stat({bigint: true});
  let named;
  try {
    named = await stat(path, {bigint: true});
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw vanished(path, 'was removed or moved');
    throw fileFailure(`The file of rejected records ${path} can no longer be found`, error);
  }
  if (named.ino !== own.ino || named.dev !== own.dev) throw vanished(path, 'was replaced');
  if (own.size < BigInt(bytes)) throw vanished(path, 'was shortened');
}

function vanished(path: string, what: string): Failure {
  return new Failure({
    kind: 'system',
    message: `The file of rejected records ${path} ${what} by another program while it was written, so rejected records in it may be lost. The states after them are not confirmed. Make sure that no other program changes its directory, then run again.`,
  });
}

function full(path: string, maxBytes: number): Failure {
  return new Failure({
    kind: 'config',
    message: `The file of rejected records ${path} has reached its limit of ${Math.round(maxBytes / 1_000_000)} MB. Fix the cause of its rejections, or raise "rejected_records.max_megabytes".`,
  });
}
