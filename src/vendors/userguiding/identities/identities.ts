import {createHash} from 'node:crypto';
import type {Kit} from '../../../core/kit';
import {openIdentityFile, type IdentityFile, type IdentityLine} from './identity-file';
import {createIdentityTable, field, type Digest, type IdentityTable} from './identity-table';
import type {UserguidingSettings} from '../settings';
import {foldUserId} from './user-id';

/** What is remembered of the users of this run and, with a file, of those before. */
export interface Identities {
  /** Takes an id for this spelling; false when another spelling of it was there before. */
  claim(id: string): boolean;
  /** Whether this is what was last accepted for the user in this run. */
  isRepeated(id: string, body: string): boolean;
  /** Whether the user was last sent with another company. */
  changesCompany(id: string, company: string | undefined): boolean;
  /**
   * The vendor has the user now, or without a body may have it. Resolves when later runs will know.
   */
  remember(id: string, company: string | undefined, body: string | undefined): Promise<void>;
  /** As `remember`, in a dry run: nothing is written into the file. */
  notePlanned(id: string, company: string | undefined, body: string): void;
  close(): Promise<void>;
}

type IdentitySettings = Pick<UserguidingSettings, 'idCase' | 'identityFile' | 'apiKey' | 'baseUrl'>;

interface Memory {
  readonly table: IdentityTable;
  readonly file: IdentityFile | undefined;
  readonly keepsSpellings: boolean;
  readonly digest: (text: string) => Digest;
}

/** A spelling is kept in 31 bits; the last bit says that it was in the file. */
const SPELLING_BITS = 0xffff_fffe;

/** Opens the memory: empty, or with what the identity file holds. Throws as `openIdentityFile`. */
export async function openIdentities(settings: IdentitySettings, kit: Kit): Promise<Identities> {
  const table = createIdentityTable();
  const keepsSpellings = settings.idCase !== 'as_is';
  const known = (line: IdentityLine): void => {
    const key = keepsSpellings ? line.folded : line.exact;
    if (table.get(key, field.spelling) === 0) {
      table.set(key, field.spelling, (spellingOf(line.exact) | 1) >>> 0);
    }
    if (line.company !== 0) table.set(key, field.company, line.company);
  };
  const salt = newSalt(kit.random);
  const {identityFile: path} = settings;
  const file = path === undefined ? undefined : await openFile(settings, kit, {path, salt, known});
  const digest = createDigest(file?.salt ?? salt);
  const memory: Memory = {table, file, keepsSpellings, digest};
  return {
    claim: (id) => claim(memory, id),
    isRepeated: (id, body) => {
      const {high, low} = digest(body);
      const key = keyOf(memory, id);
      return table.get(key, field.contentHigh) === high && table.get(key, field.contentLow) === low;
    },
    changesCompany: (id, company) => {
      const before = table.get(keyOf(memory, id), field.company);
      return company !== undefined && before !== 0 && before !== companyWord(memory, company);
    },
    remember: (id, company, body) => remember(memory, id, {company, body}),
    notePlanned: (id, company, body) => noteSent(memory, id, {company, body}),
    close: async () => {
      await file?.close();
    },
  };
}

/** Proves that the file is the account's, before anything is read or sent; see `openIdentityFile`. */
export async function checkIdentityFile(settings: IdentitySettings, kit: Kit): Promise<void> {
  const {identityFile: path} = settings;
  if (path === undefined) return;
  const quiet: Kit = {...kit, log: () => undefined};
  const opened = await openFile(settings, quiet, {path, salt: newSalt(kit.random), known: ignore});
  await opened.close();
}

function ignore(): void {
  // Only whose file it is matters.
}

function openFile(
  {apiKey, baseUrl}: IdentitySettings,
  {accountChange, log}: Kit,
  what: {
    readonly path: string;
    readonly salt: string;
    readonly known: (line: IdentityLine) => void;
  },
): Promise<IdentityFile> {
  const {path, salt: fresh, known: onLine} = what;
  return openIdentityFile({
    path,
    newSalt: fresh,
    credential: `${baseUrl}\n${apiKey}`,
    accountChange,
    onLine,
    onTakeOver: () =>
      log(
        'WARN',
        `UserGuiding: the identity file ${path} was written by an earlier version, which did not store its account; it is used for the account of the current API key.`,
      ),
  });
}

function claim(memory: Memory, id: string): boolean {
  if (!memory.keepsSpellings) return true;
  const {table, digest} = memory;
  const key = keyOf(memory, id);
  const known = table.get(key, field.spelling);
  const spelling = spellingOf(digest(id));
  if (known === 0) table.set(key, field.spelling, spelling);
  return known === 0 || (known & SPELLING_BITS) >>> 0 === spelling;
}

interface SentContent {
  readonly company: string | undefined;
  /** Undefined: what the vendor now holds is not known. */
  readonly body: string | undefined;
}

/** The file gets a line for a user who is new to it, or who has another company than it says. */
async function remember(memory: Memory, id: string, content: SentContent): Promise<void> {
  const {table, file, digest} = memory;
  const key = keyOf(memory, id);
  const before = table.get(key, field.company);
  const isInFile = (table.get(key, field.spelling) & 1) === 1;
  noteSent(memory, id, content);
  const company = table.get(key, field.company);
  if (file === undefined || (isInFile && company === before)) return;
  const exact = digest(id);
  table.set(key, field.spelling, (spellingOf(exact) | 1) >>> 0);
  await file.add({folded: digest(foldUserId(id)), exact, company});
}

function noteSent(memory: Memory, id: string, {company, body}: SentContent): void {
  const {table, digest} = memory;
  const key = keyOf(memory, id);
  if (company !== undefined) table.set(key, field.company, companyWord(memory, company));
  const {high, low} = body === undefined ? {high: 0, low: 0} : digest(body);
  table.set(key, field.contentHigh, high);
  table.set(key, field.contentLow, low);
}

function keyOf({keepsSpellings, digest}: Memory, id: string): Digest {
  return digest(keepsSpellings ? foldUserId(id) : id);
}

/** Never 0, which means that nothing is known. */
function spellingOf({high}: Digest): number {
  const spelling = (high & SPELLING_BITS) >>> 0;
  return spelling === 0 ? 2 : spelling;
}

function companyWord({digest}: Memory, company: string): number {
  return digest(company).high || 1;
}

function createDigest(salt: string): (text: string) => Digest {
  return (text) => {
    // UTF-16, so that texts that differ in broken characters differ here too.
    const bytes = createHash('sha256').update(salt).update(text, 'utf16le').digest();
    return {high: bytes.readUInt32BE(0), low: bytes.readUInt32BE(4)};
  };
}

function newSalt(random: () => number): string {
  const word = (): string =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return word() + word() + word() + word();
}
