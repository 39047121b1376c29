import type {Log} from '../../../core/log';

/** What is no record's outcome: fields that do not get where they should, and people who are gone. */
export interface FieldRemarks {
  /** Not sent, because the vendor would ignore it. */
  ignored(field: string): void;
  /** Sent, but the answer shows another value. */
  notTaken(field: string): void;
  /** Somebody who is to be inactive is nobody whom the vendor knows, so nothing is to be done. */
  goneAlready(): void;
  /** How often each happened, in sentences. */
  list(): readonly string[];
}

/** Further names are counted together. */
const NAMES_MAX = 50;
const OTHERS = '(others)';

/** Creates the remarks of a run; each field is warned of at once, and counted at the end. */
export function createFieldRemarks(log: Log, vendor: string): FieldRemarks {
  const ignored = new Map<string, number>();
  const notTaken = new Map<string, number>();
  let gone = 0;
  const count = (counts: Map<string, number>, field: string, warning: string): void => {
    const earlier = counts.get(field);
    const name = earlier === undefined && counts.size >= NAMES_MAX ? OTHERS : field;
    if (!counts.has(name)) log('WARN', `${vendor}: field ${JSON.stringify(name)} ${warning}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  const total = (counts: ReadonlyMap<string, number>, what: string): readonly string[] => {
    if (counts.size === 0) return [];
    const parts = [...counts].map(([field, records]) => `${field} ${records}`);
    return [`${vendor}: ${what} (records by field): ${parts.join(', ')}.`];
  };
  const list = (): readonly string[] => [
    ...total(ignored, 'not sent'),
    ...total(notTaken, 'sent but not accepted'),
    ...(gone === 0
      ? []
      : [
          `${vendor}: records of people who should be inactive and are not among its users: ${gone}. They need no change; if there are too many, check the key column.`,
        ]),
  ];
  return {
    ignored: (field) => {
      count(ignored, field, 'cannot be set through the API, so it is not sent.');
    },
    notTaken: (field) => {
      count(notTaken, field, `was sent, but ${vendor} did not accept it.`);
    },
    goneAlready: () => {
      gone += 1;
    },
    list,
  };
}
