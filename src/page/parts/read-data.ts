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
  return readElement('main') as RunMain | AuditMain;
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
