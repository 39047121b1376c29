import type {Log} from '../../../core/log';

/** Fields that do not get where they should, counted by name. */
export interface FieldRemarks {
  /** Not sent, because Pipedrive would ignore it. */
  ignored(field: string): void;
  /** Sent, but the answer shows another value. */
  notTaken(field: string): void;
  /** Logs how often each happened. */
  close(): void;
}

/** Further names are counted together. */
const NAMES_MAX = 50;
const OTHERS = '(others)';

/** Creates the remarks of a run; each field is warned of at once, and counted at the end. */
export function createFieldRemarks(log: Log): FieldRemarks {
  const ignored = new Map<string, number>();
  const notTaken = new Map<string, number>();
  const count = (counts: Map<string, number>, field: string, warning: string): void => {
    const earlier = counts.get(field);
    const name = earlier === undefined && counts.size >= NAMES_MAX ? OTHERS : field;
    if (!counts.has(name)) log('WARN', `Pipedrive: field ${JSON.stringify(name)} ${warning}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  const total = (counts: Map<string, number>, what: string): void => {
    if (counts.size === 0) return;
    const parts = [...counts].map(([field, records]) => `${field} ${records}`);
    log('WARN', `Pipedrive: ${what} (records by field): ${parts.join(', ')}.`);
  };
  return {
    ignored: (field) => {
      count(ignored, field, 'cannot be set through the API in this place, so it is not sent.');
    },
    notTaken: (field) => {
      count(notTaken, field, 'was sent, but Pipedrive did not take it.');
    },
    close: () => {
      total(ignored, 'not sent');
      total(notTaken, 'sent but not taken');
    },
  };
}
