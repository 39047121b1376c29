import type {CursorReader, Reader, Row, Sweep, SweepPage} from '../../read/reader';
import {isEmail, isPhone, replaceWithin} from './find-personal-data';
import {createReplace, type PiiPolicy, type Replace} from './personal-data';

/** Where a stream's rows hold personal data; columns by name. */
export interface PiiColumns {
  /** E-mail addresses, or lists of them. */
  readonly emails?: readonly string[];
  /** Phone numbers, or lists of them. */
  readonly phones?: readonly string[];
  /** Either of the two, or something else that is kept (an address of a contact method). */
  readonly contacts?: readonly string[];
  /** Ids and keys, or lists of them, that may be e-mail addresses: replaced only where they are. */
  readonly ids?: readonly string[];
  /** Objects, lists and texts that are searched at any depth; `other_fields` always is. */
  readonly searched?: readonly string[];
}

/**
 * The readers with the personal data of their rows kept, hashed or dropped as the policy says; see
 * `personal-data.ts`. The readers themselves go on working with the values as they came: their
 * positions (where a listing goes on) hold ids unchanged.
 */
export function protectReaders(
  readers: readonly Reader[],
  policy: PiiPolicy,
  columns: Readonly<Record<string, PiiColumns>>,
): readonly Reader[] {
  const replace = createReplace(policy);
  if (replace === undefined) return readers;
  const protect = (stream: string): ProtectRow => rowProtector(columns[stream] ?? {}, replace);
  return readers.map((reader) =>
    reader.kind === 'sweep' ? protectSweep(reader, protect) : protectCursor(reader, protect),
  );
}

type ProtectRow = (row: Row) => Row;
type Protect = (stream: string) => ProtectRow;

function protectSweep(sweep: Sweep, protect: Protect): Sweep {
  const protectors = new Map(sweep.streams.map(({name}) => [name, protect(name)]));
  return {
    ...sweep,
    async *pages(selected, context) {
      for await (const page of sweep.pages(selected, context)) yield protectPage(page, protectors);
    },
  };
}

function protectPage(page: SweepPage, protectors: ReadonlyMap<string, ProtectRow>): SweepPage {
  const rows = new Map<string, readonly Row[]>();
  for (const [stream, sent] of page) {
    const protector = protectors.get(stream);
    rows.set(stream, protector === undefined ? sent : sent.map(protector));
  }
  return rows;
}

function protectCursor(reader: CursorReader, protect: Protect): CursorReader {
  const protector = protect(reader.stream.name);
  return {
    ...reader,
    async *pages(position, context) {
      for await (const page of reader.pages(position, context)) {
        yield {...page, rows: page.rows.map(protector)};
      }
    },
  };
}

type ReplaceText = (text: string) => string | null;

function rowProtector(columns: PiiColumns, replace: Replace): ProtectRow {
  const texts = new Map<string, ReplaceText>();
  const add = (names: readonly string[] | undefined, text: ReplaceText): void => {
    for (const name of names ?? []) texts.set(name, text);
  };
  add(columns.emails, replace.email);
  add(columns.phones, replace.phone);
  add(columns.ids, (text) => (isEmail(text) ? replace.id(text) : text));
  add(columns.contacts, (text) => contact(text, replace));
  const searched = new Set([...(columns.searched ?? []), 'other_fields']);
  return (row) => {
    const changed: Record<string, unknown> = {...row};
    for (const [name, text] of texts) {
      if (name in changed) changed[name] = replaceTexts(changed[name], text);
    }
    for (const name of searched) {
      if (name in changed) changed[name] = replaceWithin(changed[name], replace, name);
    }
    return changed;
  };
}

function contact(text: string, replace: Replace): string | null {
  if (isEmail(text)) return replace.email(text);
  return isPhone(text) ? replace.phone(text) : text;
}

/** Empty texts say that there is nothing, and go on saying so. */
function replaceTexts(value: unknown, replace: ReplaceText): unknown {
  if (typeof value === 'string') return value === '' ? value : replace(value);
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  return items.map((item) => replaceTexts(item, replace));
}
