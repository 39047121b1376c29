import {Failure} from '../../core/failure';
import type {
  CursorReader,
  Reader,
  Row,
  StreamDescription,
  Sweep,
  SweepPage,
} from '../../read/reader';
import {plainRow} from '../../read/columns/text-row';
import {isEmail, isPhone, replaceWithin} from './find-personal-data';
import {createReplace, type PiiPolicy, type Replace} from './personal-data';

/**
 * The readers with the personal data of their rows kept, hashed or dropped as the policy says; see
 * `personal-data.ts`. Which columns hold them is said in the streams' schemas (`x-personal`). The readers themselves go on working with the values as they came: their
 * positions (where a listing goes on) hold ids unchanged.
 */
export function protectReaders(readers: readonly Reader[], policy: PiiPolicy): readonly Reader[] {
  const replace = createReplace(policy);
  if (replace === undefined) return readers;
  const protect: Protect = ({personal = new Map()}) => rowProtector(personal, replace);
  return readers.map((reader) =>
    reader.kind === 'sweep' ? protectSweep(reader, protect) : protectCursor(reader, protect),
  );
}

type ProtectRow = (row: Row) => Row;
type Protect = (stream: StreamDescription) => ProtectRow;

function protectSweep(sweep: Sweep, protect: Protect): Sweep {
  const protectors = new Map(sweep.streams.map((stream) => [stream.name, protect(stream)]));
  return {
    ...sweep,
    async *pages(selected, context) {
      for await (const page of sweep.pages(selected, context)) yield protectPage(page, protectors);
    },
  };
}

function protectPage(page: SweepPage, protectors: ReadonlyMap<string, ProtectRow>): SweepPage {
  const rows = new Map<string, readonly Row[] | Failure>();
  for (const [stream, sent] of page) {
    const protector = protectors.get(stream);
    const isKept = protector === undefined || sent instanceof Failure;
    rows.set(stream, isKept ? sent : sent.map(protector));
  }
  return rows;
}

function protectCursor(reader: CursorReader, protect: Protect): CursorReader {
  const protector = protect(reader.stream);
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

function rowProtector(
  personal: NonNullable<StreamDescription['personal']>,
  replace: Replace,
): ProtectRow {
  const texts = new Map<string, ReplaceText>();
  const searched = new Set(['other_fields']);
  for (const [column, kind] of personal) {
    if (kind === 'searched') searched.add(column);
    else texts.set(column, replacementOf(kind, replace));
  }
  return (row) => {
    const changed: Record<string, unknown> = {...plainRow(row)};
    for (const [name, text] of texts) {
      if (name in changed) changed[name] = replaceTexts(changed[name], text);
    }
    for (const name of searched) {
      if (name in changed) changed[name] = replaceWithin(changed[name], replace, name);
    }
    return changed;
  };
}

function replacementOf(kind: 'email' | 'phone' | 'contact' | 'id', replace: Replace): ReplaceText {
  switch (kind) {
    case 'email':
      return replace.email;
    case 'phone':
      return replace.phone;
    // Either of the two, or something else that is kept (an address of a contact method).
    case 'contact':
      return (text) => contact(text, replace);
    case 'id':
      return (text) => (isEmail(text) ? replace.id(text) : text);
  }
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
