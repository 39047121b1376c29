import type {Log} from '../../core/log';

/** What happened on the way that is no record's outcome, for the log. Names and numbers only. */
export interface Remarks {
  /** An attribute is not on the allow-list. */
  heldBack(name: string): void;
  /** A record has company attributes, but no company. */
  companyAttributesWithoutId(): void;
  companyChanged(): void;
  /** Writes what was gathered. */
  close(): void;
}

/** Names in one line of the log. */
const NAMES_MAX = 20;

/** Creates an empty collection of remarks. */
export function createRemarks(log: Log): Remarks {
  const heldBack = new Set<string>();
  let hasLooseAttributes = false;
  let companyChanges = 0;
  return {
    heldBack: (name) => {
      if (heldBack.size <= NAMES_MAX) heldBack.add(name);
    },
    companyAttributesWithoutId: () => {
      if (hasLooseAttributes) return;
      hasLooseAttributes = true;
      log(
        'WARN',
        'UserGuiding: some records have attributes of a company but no company.id; these attributes are not sent, because it is not clear to which company they belong. Map company.id as well.',
      );
    },
    companyChanged: () => {
      companyChanges += 1;
    },
    close: () => {
      if (heldBack.size > 0) log('INFO', heldBackLine([...heldBack]));
      // There is no call that unlinks a company, and nothing says that a new link ends the old (Q5).
      if (companyChanges > 0) {
        log(
          'WARN',
          `UserGuiding: users sent with another company than before: ${companyChanges}. UserGuiding does not document whether the link to the previous company ends; check one of these users in UserGuiding.`,
        );
      }
    },
  };
}

function heldBackLine(names: readonly string[]): string {
  const more = names.length > NAMES_MAX ? ' and more' : '';
  return `UserGuiding: not sent because attributes_allow does not list them: ${names.slice(0, NAMES_MAX).join(', ')}${more}.`;
}
