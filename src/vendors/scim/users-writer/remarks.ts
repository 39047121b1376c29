import type {Log} from '../../../core/log';

/** What is no record's outcome, counted. */
export interface UserRemarks {
  /** Sent, but the service shows another value. */
  notTaken(field: string): void;
  /** Somebody who is to be inactive is not there at all. */
  goneAlready(): void;
  /** A name of the form that directories give to whom they have deleted was not sent. */
  deletedName(): void;
  /** A deactivation after which the service does not have the user any more. */
  deletedForGood(): void;
  list(): readonly string[];
}

/** Further names are counted together. */
const NAMES_MAX = 50;
const OTHERS = '(others)';

/** Creates the remarks of a run; each field is warned of at once, and counted at the end. */
export function createRemarks(title: string, log: Log): UserRemarks {
  const fields = new Map<string, number>();
  const counts = {gone: 0, renamed: 0, deleted: 0};
  return {
    notTaken: (field) => {
      const isNew = !fields.has(field) && fields.size >= NAMES_MAX;
      const name = isNew ? OTHERS : field;
      if (!fields.has(name)) {
        log(
          'WARN',
          `${title} SCIM: field ${JSON.stringify(name)} was sent, but the service shows another value.`,
        );
      }
      fields.set(name, (fields.get(name) ?? 0) + 1);
    },
    goneAlready: () => {
      counts.gone += 1;
    },
    deletedName: () => {
      counts.renamed += 1;
    },
    deletedForGood: () => {
      counts.deleted += 1;
    },
    list: () => [
      ...(fields.size === 0
        ? []
        : [
            `${title} SCIM: sent, but the service shows another value (records by field): ${[...fields].map(([field, records]) => `${field} ${records}`).join(', ')}.`,
          ]),
      ...sentence(
        counts.gone,
        `${title} SCIM: records of people who should be inactive and are not users of the service: ${counts.gone}. They need no change; if there are too many, check the key column.`,
      ),
      ...sentence(
        counts.renamed,
        `${title} SCIM: users were deactivated without the name that their directory gave them when it deleted them (32 hex digits before the address): ${counts.renamed}.`,
      ),
      ...sentence(
        counts.deleted,
        `${title} SCIM: deactivated users whom the service has deleted for good: ${counts.deleted}.`,
      ),
    ],
  };
}

function sentence(count: number, text: string): readonly string[] {
  return count === 0 ? [] : [text];
}
