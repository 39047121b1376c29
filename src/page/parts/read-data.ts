import type {AuditPage} from '../../page-data/audit-page';
import type {RunPage} from '../../page-data/run-page';

/** Lists that lie in elements of their own. */
type LargeParts = Pick<RunPage, 'rejected'> &
  Pick<AuditPage, 'people' | 'accounts' | 'links' | 'near' | 'access'>;

/** What the page has at once. */
export type RunMain = Omit<RunPage, 'rejected'>;
export type AuditMain = Omit<AuditPage, 'people' | 'accounts' | 'links' | 'near' | 'access'>;

const known = new Map<string, unknown>();

/** The page's own data: small enough for the first view. */
export function readMain(): RunMain | AuditMain {
  // Written by `pageHtml` of this very version.
  const main = readElement('main') as RunMain | AuditMain;
  return main.kind === 'run' ? main : {...main, findings: unpackColumns(main.findings)};
}

/** Unpacks the lists that are packed; before that they cannot be read. */
export async function loadParts(): Promise<void> {
  // They stand behind the program, which may run before they are there.
  if (document.readyState === 'loading') {
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve));
  }
  const packed = document.querySelectorAll('script[type="application/gzip"]');
  await Promise.all(
    [...packed].map(async (element) => {
      const name = element.id.replace('data-', '');
      // A table by column, as all packed parts are.
      known.set(name, unpackColumns(JSON.parse(await unpack(element.textContent)) as object));
      element.remove();
    }),
  );
}

/** A table whose packed columns are whole again; see `pack-columns.ts`, which packs them. */
function unpackColumns<Table extends object>(table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, column]: readonly [string, unknown]) => [
      name,
      isPacked(column) ? column.at.map((place) => column.of[place] ?? '') : column,
    ]),
  ) as Table;
}

function isPacked(
  column: unknown,
): column is {readonly of: readonly string[]; readonly at: readonly number[]} {
  return typeof column === 'object' && column !== null && 'of' in column && 'at' in column;
}

async function unpack(base64: string): Promise<string> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/** A list that may be large, parsed when it is asked for first. */
export function readPart<Name extends keyof LargeParts>(name: Name): LargeParts[Name] {
  return readElement(name) as LargeParts[Name];
}

function readElement(name: string): unknown {
  if (!known.has(name)) {
    const element = document.getElementById(`data-${name}`);
    known.set(name, JSON.parse(element?.textContent ?? 'null'));
    // The text is not needed twice; in a large page it is most of the memory.
    element?.remove();
  }
  return known.get(name);
}
